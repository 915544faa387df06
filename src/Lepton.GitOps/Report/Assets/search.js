"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const said = document.getElementById("said");
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = v => v === null || v === undefined ? "–" : typeof v === "number" ? String(Number(v.toPrecision(5))) : String(v);
  const { objectives, dimensions, trials } = figures;
  let charts = [];

  // From the quiet colour of the worst to the loud one of the best; figures.order has the best first.
  const place = new Map(figures.order.map((t, i) => [t, i / Math.max(1, figures.order.length - 1)]));
  const channels = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
  function colour(trial) {
    if (trials[trial].best) return style("--base");
    const share = Math.pow(place.get(trial) ?? 1, 0.5);
    const [good, bad] = [channels(style("--candidate")), channels(style("--line"))];
    return `rgb(${good.map((g, i) => Math.round(g + (bad[i] - g) * share)).join(",")})`;
  }

  const values = t => dimensions.filter(d => d.name in t.values).map(d => `${d.name} ${number(t.values[d.name])}`).join(", ");
  const words = i => `trial ${trials[i].name}: ${trials[i].objectives ? objectives.map((o, k) => `${o.name} ${number(trials[i].objectives[k])}`).join(", ") : "failed"}; ${values(trials[i])}`;
  const axis = (title, more) => ({ title: { display: title !== "", text: title, color: style("--quiet") }, ticks: { color: style("--quiet") }, grid: { color: style("--line") }, ...more });

  // Where a value stands on the axis of its dimension, from 0 to 1.
  function share(d, v) {
    if (v === null || v === undefined) return null;
    if (d.choices) return d.choices.length < 2 ? 0.5 : d.choices.indexOf(String(v)) / (d.choices.length - 1);
    const line = x => d.log ? Math.log(x) : x;
    return d.high === d.low ? 0.5 : (line(v) - line(d.low)) / (line(d.high) - line(d.low));
  }

  function make(id, config) {
    const canvas = document.getElementById(id);
    if (!canvas) return;
    const chart = new Chart(canvas, { ...config, options: { responsive: true, maintainAspectRatio: false, animation: false, ...config.options, plugins: { legend: { display: false }, ...(config.options.plugins || {}) } } });
    charts.push(chart);
    return chart;
  }

  const scales = id => document.getElementById(`${id}-log`)?.checked ? "logarithmic" : "linear";

  function history() {
    objectives.forEach((o, k) => {
      const points = figures.whole.filter(i => trials[i].objectives && trials[i].objectives[k] !== null).map(i => ({ x: trials[i].index, y: trials[i].objectives[k], trial: i }));
      let best = null;
      const line = points.map(p => ({ x: p.x, y: best = best === null || (o.higher ? p.y > best : p.y < best) ? p.y : best }));
      const now = figures.now === null ? [] : [{ label: "now", type: "line", data: points.map(p => ({ x: p.x, y: figures.now[k] })), borderColor: style("--quiet"), borderDash: [4, 4], borderWidth: 1, pointRadius: 0 }];
      make(`history-${k}`, {
        type: "scatter",
        data: { datasets: [{ label: "trial", data: points, pointBackgroundColor: points.map(p => colour(p.trial)), pointBorderColor: points.map(p => colour(p.trial)), pointRadius: 4 }, { label: "best so far", type: "line", data: line, stepped: true, borderColor: style("--base"), borderWidth: 2, pointRadius: 0 }, ...now] },
        options: { parsing: false, scales: { x: axis("trial", { type: "linear", ticks: { precision: 0, color: style("--quiet") } }), y: axis(o.name) },
          plugins: { legend: { display: true, labels: { color: style("--text") } }, tooltip: { callbacks: { title: () => "", label: item => item.raw.trial === undefined ? `${item.dataset.label} ${number(item.raw.y)}` : words(item.raw.trial) } } } }
      });
    });
  }

  // One line a trial through all dimensions; at the end the objective, the better side up.
  function parallel() {
    const axes = [...dimensions, ...objectives.map((o, k) => {
      const all = figures.order.map(i => trials[i].objectives[k]).filter(v => v !== null);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return { name: o.name, objective: k, low: o.higher ? low : high, high: o.higher ? high : low };
    })];
    const ends = { id: "ends", afterDatasetsDraw(chart) {
      const { ctx, scales: { x, y } } = chart;
      ctx.save();
      ctx.font = "12px system-ui, sans-serif";
      ctx.textAlign = "center";
      axes.forEach((a, i) => {
        const at = x.getPixelForValue(i);
        ctx.strokeStyle = style("--quiet");
        ctx.beginPath(); ctx.moveTo(at, y.getPixelForValue(0)); ctx.lineTo(at, y.getPixelForValue(1)); ctx.stroke();
        const labels = a.choices ? a.choices.map((c, k) => [c, a.choices.length < 2 ? 0.5 : k / (a.choices.length - 1)]) : [[number(a.low), 0], [number(a.high), 1]];
        for (const [text, where] of labels) {
          const width = ctx.measureText(text).width;
          const middle = Math.min(Math.max(at, width / 2 + 2), chart.width - width / 2 - 2);
          const line = y.getPixelForValue(where) + (where === 0 ? 14 : where === 1 ? -5 : 4);
          ctx.fillStyle = style("--page"); ctx.globalAlpha = 0.8; ctx.fillRect(middle - width / 2 - 2, line - 11, width + 4, 14);
          ctx.globalAlpha = 1; ctx.fillStyle = style("--text"); ctx.fillText(text, middle, line);
        }
      });
      ctx.restore();
    } };
    const order = [...figures.order].reverse();
    const chart = make("parallel", {
      type: "line",
      plugins: [ends],
      data: { labels: axes.map(a => a.name), datasets: order.map(i => ({ trial: i, data: axes.map(a => a.objective === undefined ? share(a, trials[i].values[a.name]) : share(a, trials[i].objectives[a.objective])), borderColor: colour(i), borderWidth: trials[i].best ? 3 : 1.2, pointRadius: 0, pointHitRadius: 8, spanGaps: true, tension: 0.15 })) },
      options: { layout: { padding: { top: 18, bottom: 4, left: 24, right: 24 } }, interaction: { mode: "dataset", intersect: false }, scales: { x: axis("", { grid: { display: false }, offset: false, ticks: { color: style("--text"), padding: 14, font: { weight: 600 } } }), y: { display: false, min: 0, max: 1 } },
        plugins: { tooltip: { mode: "nearest", intersect: false, filter: (item, k) => k === 0, callbacks: { title: () => "", label: item => words(item.dataset.trial) } } } }
    });
    if (!chart) return;

    // Arrows walk through the trials from the best on.
    let at = -1;
    chart.canvas.onkeydown = event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      at = Math.min(Math.max(at + step, 0), order.length - 1);
      chart.data.datasets.forEach((d, k) => { d.borderWidth = k === order.length - 1 - at ? 4 : trials[d.trial].best ? 3 : 1.2; });
      chart.update();
      said.textContent = words(order[order.length - 1 - at]);
    };
  }

  function importance() {
    objectives.forEach((o, k) => {
      const shares = figures.importance[k];
      const order = dimensions.map((d, i) => i).sort((a, b) => shares[b] - shares[a]);
      make(`importance-${k}`, {
        type: "bar",
        data: { labels: order.map(i => dimensions[i].name), datasets: [{ data: order.map(i => shares[i] * 100), backgroundColor: style("--candidate") }] },
        options: { indexAxis: "y", scales: { x: axis("share of what decides, %", { min: 0, max: 100 }), y: axis("", { grid: { display: false }, ticks: { color: style("--text") } }) }, plugins: { tooltip: { callbacks: { label: item => `${item.raw.toFixed(1)} %` } } } }
      });
    });
  }

  function curves() {
    figures.curves.forEach((c, k) => {
      const lines = [...c.lines].reverse();
      make(`curve-${k}`, {
        type: "line",
        data: { datasets: lines.map(l => ({ trial: l.trial, data: l.rounds.map((r, i) => ({ x: r, y: l.values[i] })), borderColor: colour(l.trial), borderWidth: trials[l.trial].best ? 3 : 1.2, pointRadius: l.rounds.length < 8 ? 2 : 0, pointHitRadius: 8 })) },
        options: { parsing: false, interaction: { mode: "nearest", intersect: false }, scales: { x: axis(c.unit, { type: "linear" }), y: axis(c.name, { type: scales(`curve-${k}`) }) },
          plugins: { tooltip: { callbacks: { title: () => "", label: item => `${c.name} ${number(item.raw.y)} after ${item.raw.x}; ${words(item.dataset.trial)}` } } } }
      });
    });
  }

  function front() {
    const points = figures.order.map(i => ({ x: trials[i].objectives[0], y: trials[i].objectives[1], trial: i }));
    const best = points.filter(p => trials[p.trial].best).sort((a, b) => a.x - b.x);
    make("front", {
      type: "scatter",
      data: { datasets: [{ label: "front", type: "line", data: best, borderColor: style("--base"), backgroundColor: style("--base"), borderWidth: 2, pointRadius: 5 }, { label: "trial", data: points.filter(p => !trials[p.trial].best), backgroundColor: style("--candidate"), pointRadius: 4 }] },
      options: { parsing: false, scales: { x: axis(`${objectives[0].name} (${objectives[0].higher ? "more" : "less"} is better)`, { type: scales("front") }), y: axis(`${objectives[1]?.name} (${objectives[1]?.higher ? "more" : "less"} is better)`, { type: scales("front") }) },
        plugins: { legend: { display: true, labels: { color: style("--text") } }, tooltip: { callbacks: { title: () => "", label: item => words(item.raw.trial) } } } }
    });
  }

  function draw() {
    charts.forEach(c => c.destroy());
    charts = [];
    if (typeof Chart === "undefined") return;
    for (const part of [history, parallel, importance, curves, front]) part();
  }

  draw();
  document.querySelectorAll("input[type=checkbox]").forEach(box => box.addEventListener("change", draw));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
