// Draws the Plotly figures of a page in the colours of the theme. The same data stands in a table below each.
"use strict";

const PICTURE_WIDTH = 1000;
const PAPER_WIDTH = 640;
const NARROW_PIXELS = 480;
const NARROW_CHARACTERS = 17;
const SETTLED_MS = 200;
const NARROW_ROOM = 0.05; // of the axis, for each character that stands behind a bar

function colour(property) {
  // A custom property holds both themes; only a computed colour says which is in force.
  const probe = document.createElement("span");
  probe.className = "visually-hidden";
  probe.style.forcedColorAdjust = "none"; // forced colours are one and the same for all series, and leave drawings alone
  document.body.append(probe);
  probe.style.color = `var(${property})`;
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return computed;
}

// On a narrow screen the names of bars would leave no room for the bars.
function fitted(layout, width, data) {
  const names = layout.yaxis.ticktext;
  if (width >= NARROW_PIXELS || !names) {
    return layout;
  }
  const shortened = names.map((name) =>
    name
      .split("<br>")
      .map((part) => (part.length > NARROW_CHARACTERS ? `${part.slice(0, NARROW_CHARACTERS - 1).trimEnd()}…` : part))
      .join("<br>"),
  );
  const written = Math.max(0, ...data.flatMap((trace) => (trace.text ?? []).map((text) => text.length)));
  const room = 1 + written * NARROW_ROOM;
  return {
    ...layout,
    xaxis: { ...layout.xaxis, nticks: 3, tickangle: 0, range: [0, layout.xaxis.range[1] * room] },
    yaxis: { ...layout.yaxis, ticktext: shortened },
  };
}

function themed(box, width) {
  const figure = JSON.parse(box.dataset.figure);
  figure.layout = fitted(figure.layout, width, figure.data);
  const text = colour("--text");
  for (const trace of figure.data) {
    const own = colour(trace.meta);
    trace.marker = { ...trace.marker, color: own };
    if (trace.marker.pattern) {
      trace.marker.pattern = { ...trace.marker.pattern, fgcolor: colour("--surface"), fgopacity: 0.6, size: 6 };
    }
    if (trace.line) {
      trace.line = { ...trace.line, color: own };
    }
    if (trace.marker.symbol) {
      trace.marker.line = { color: colour("--surface"), width: 1.5 }; // it lies on bars of another colour
    }
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
  return { data: figure.data, layout };
}

function draw(box, widest = box.clientWidth) {
  const width = Math.min(box.clientWidth, widest);
  const { data, layout } = themed(box, width);
  if (width < box.clientWidth) {
    layout.width = width;
  }
  // Without a height of its own the box would shrink to nothing when the window changes its width.
  box.style.height = `${layout.height}px`;
  window.Plotly.react(box, data, layout, { displayModeBar: false, responsive: true, doubleClick: false });
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
  document.querySelectorAll("[data-figure]").forEach((box) => draw(box));
  document.querySelectorAll("[data-picture]").forEach((button) => {
    button.hidden = false;
  });
}

// A picture for slides: the figure with its question as title, on the page's own background.
async function savePicture(button) {
  const box = button.closest(".figure").querySelector("[data-figure]");
  const { data, layout } = themed(box, PICTURE_WIDTH);
  const picture = {
    data,
    layout: {
      ...layout,
      paper_bgcolor: colour("--surface"),
      title: { text: box.dataset.title, x: 0.01, xanchor: "left", font: { size: 18 } },
      margin: { ...layout.margin, t: 64 },
      width: PICTURE_WIDTH,
      height: layout.height + 64,
    },
  };
  const address = await window.Plotly.toImage(picture, { format: "png", scale: 2 });
  const link = document.createElement("a");
  link.href = address;
  link.download = `${button.dataset.picture}.png`;
  link.click();
}

document.addEventListener("DOMContentLoaded", drawAll);
// Plotly gives its drawings the new width by itself; how long their names may be is for us to say.
let resized;
window.addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(drawAll, SETTLED_MS);
});
document.addEventListener("htmx:afterSettle", drawAll);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-picture]");
  if (button) {
    savePicture(button);
  }
});
// Paper is white, narrower than a screen, and has no summaries to open.
window.addEventListener("beforeprint", () => {
  document.documentElement.style.colorScheme = "light";
  document.querySelectorAll("[data-figure]").forEach((box) => draw(box, PAPER_WIDTH));
  document.querySelectorAll(".figure details:not([open])").forEach((details) => {
    details.open = true;
    details.dataset.printed = "true";
  });
});
window.addEventListener("afterprint", () => {
  document.documentElement.style.colorScheme = "";
  drawAll();
  document.querySelectorAll("[data-figure]").forEach((box) => window.Plotly.Plots.resize(box));
  document.querySelectorAll(".figure details[data-printed]").forEach((details) => {
    details.open = false;
    delete details.dataset.printed;
  });
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
