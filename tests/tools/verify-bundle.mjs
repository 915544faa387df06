// Verifies Sigstore bundles with a public key: node verify-bundle.mjs FOLDER-OF-NODE_MODULES KEY BUNDLE…
// A bundle without an entry of a transparency log or a time stamp is what a signature by a key is; prints the signed statement's type.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [, , modules, key, ...bundles] = process.argv;
const require = createRequire(join(modules, "x.js"));
const { bundleFromJSON } = require("@sigstore/bundle");
const { Verifier, toSignedEntity } = require("@sigstore/verify");
const publicKey = createPublicKey(readFileSync(key));
const trust = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [], publicKey: () => ({ publicKey, validFor: () => true }) };
for (const file of bundles) {
  const bundle = bundleFromJSON(JSON.parse(readFileSync(file, "utf8")));
  new Verifier(trust, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 }).verify(toSignedEntity(bundle));
  console.log(JSON.parse(bundle.content.dsseEnvelope.payload.toString()).predicateType);
}
