// Draws the chart of a figure from the data that the page carries; the table beside it says the same.

import { Chart } from "../vendor/chart.js";
import { chartConfig } from "./chart_config.js";

function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
}

function draw() {
    const canvas = document.getElementById("figure-chart");
    const data = JSON.parse(document.getElementById("figure-chart-data").textContent);
    let chart = null;
    const redraw = () => {
        const colours = {
            done: colour("--accent"),
            planned: colour("--accent-soft"),
            target: colour("--bad"),
            ink: colour("--ink"),
            line: colour("--line"),
        };
        chart?.destroy();
        chart = new Chart(canvas, chartConfig(data, colours));
    };
    redraw();
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

draw();
