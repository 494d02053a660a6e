// Draws the Plotly figures of a page in the colours of the theme. The same data stands in a table below each.
"use strict";

function colour(property) {
  // A custom property holds both themes; only a computed colour says which is in force.
  const probe = document.createElement("span");
  probe.className = "visually-hidden";
  document.body.append(probe);
  probe.style.color = `var(${property})`;
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return computed;
}

function draw(box) {
  const figure = JSON.parse(box.dataset.figure);
  const text = colour("--text");
  for (const trace of figure.data) {
    trace.marker = { ...trace.marker, color: colour(trace.meta) };
    trace.textfont = { color: text };
  }
  const axis = { color: text, gridcolor: colour("--chart-grid"), linecolor: colour("--chart-grid") };
  const layout = {
    ...figure.layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: text },
    xaxis: { ...figure.layout.xaxis, ...axis },
    yaxis: { ...figure.layout.yaxis, ...axis },
  };
  // Without a height of its own the box would shrink to nothing when the window changes its width.
  box.style.height = `${figure.layout.height}px`;
  window.Plotly.react(box, figure.data, layout, { displayModeBar: false, responsive: true, doubleClick: false });
  if (!box.dataset.drawn) {
    box.dataset.drawn = "true";
    box.on("plotly_click", (event) => {
      const address = event.points[0]?.customdata;
      if (address) {
        window.location.assign(address);
      }
    });
  }
}

function drawAll() {
  document.querySelectorAll("[data-figure]").forEach(draw);
}

document.addEventListener("DOMContentLoaded", drawAll);
document.addEventListener("htmx:afterSettle", drawAll);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
