"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const said = document.getElementById("said");
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const made = new Map();

  // The curves of one model; made when its section is opened, so that a page of many opens at once.
  function draw(section) {
    const curves = figures[section.dataset.model];
    for (const canvas of section.querySelectorAll("canvas")) {
      if (made.has(canvas)) continue;
      const kind = canvas.dataset.curve;
      const points = side => kind === "roc"
        ? curves[side].roc.map(p => ({ x: p[0], y: p[1] }))
        : curves[side].calibration.map(b => ({ x: b.confidence, y: b.accuracy, rows: b.rows }));
      const line = (label, side, colour, dash) => ({ label, data: points(side), borderColor: style(colour), backgroundColor: style(colour), borderWidth: 2, borderDash: dash, pointRadius: kind === "roc" ? 0 : 3, pointHoverRadius: 5, stepped: false, tension: 0 });
      const axis = title => ({ type: "linear", min: 0, max: 1, title: { display: true, text: title, color: style("--quiet") }, ticks: { color: style("--quiet") }, grid: { color: style("--line") } });
      const chart = new Chart(canvas, {
        type: "line",
        data: { datasets: [line("base", "reference", "--base", [6, 3]), line("candidate", "candidate", "--candidate", []), { label: "", data: [{ x: 0, y: 0 }, { x: 1, y: 1 }], borderColor: style("--line"), borderWidth: 1, pointRadius: 0, pointHitRadius: 0 }] },
        options: {
          responsive: true, maintainAspectRatio: false, animation: false, parsing: false,
          interaction: { mode: "nearest", intersect: false },
          scales: { x: axis(kind === "roc" ? "false positive rate" : "confidence"), y: axis(kind === "roc" ? "true positive rate" : "accuracy") },
          plugins: {
            legend: { labels: { color: style("--text"), filter: item => item.text !== "" } },
            tooltip: { filter: item => item.dataset.label !== "", callbacks: { title: () => "", label: item => words(kind, item.dataset.label, item.raw) } }
          }
        }
      });
      made.set(canvas, chart);
      canvas.addEventListener("keydown", event => move(event, chart, kind));
      canvas.addEventListener("blur", () => { chart.setActiveElements([]); chart.tooltip.setActiveElements([], { x: 0, y: 0 }); chart.update(); });
    }
  }

  function words(kind, who, p) {
    const share = v => v.toFixed(3);
    return kind === "roc" ? `${who}: finds ${share(p.y)} at a false alarm rate of ${share(p.x)}` : `${who}: ${share(p.y)} right where it is ${share(p.x)} sure (${p.rows} rows)`;
  }

  // Arrows walk along a curve and between curves, and what stands there is said.
  function move(event, chart, kind) {
    const at = chart.getActiveElements()[0] || { datasetIndex: 1, index: -1 };
    let { datasetIndex, index } = at;
    if (event.key === "ArrowRight") index++;
    else if (event.key === "ArrowLeft") index--;
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") datasetIndex = 1 - datasetIndex;
    else return;
    event.preventDefault();
    const data = chart.data.datasets[datasetIndex].data;
    index = Math.min(Math.max(index, 0), data.length - 1);
    const active = [{ datasetIndex, index }];
    chart.setActiveElements(active);
    chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
    chart.update();
    said.textContent = words(kind, chart.data.datasets[datasetIndex].label, data[index]);
  }

  function redraw() {
    for (const chart of made.values()) chart.destroy();
    made.clear();
    document.querySelectorAll("details[data-model][open]").forEach(draw);
  }

  for (const section of document.querySelectorAll("details[data-model]")) {
    section.addEventListener("toggle", () => { if (section.open) draw(section); });
    if (section.open) draw(section);
  }

  // A link in the table opens the section that it leads to.
  function open() {
    const section = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (section && section.tagName === "DETAILS") { section.open = true; section.scrollIntoView(); }
  }

  addEventListener("hashchange", open);
  open();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  const copy = document.getElementById("copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => { await navigator.clipboard.writeText(document.getElementById("command").textContent); said.textContent = copy.textContent = "Copied"; });
})();
