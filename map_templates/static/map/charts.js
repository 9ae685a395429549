// Draws the chart of a figure from the data that the page carries; the table beside it says the same.

import { Chart } from "../vendor/chart.js";

function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
}

export function chartConfig(data, colours) {
    const datasets = [
        { type: "bar", label: data.words.done, data: data.done, backgroundColor: colours.done, stack: "days" },
    ];
    if (data.planned.some((value) => value !== null)) {
        datasets.push({
            type: "bar",
            label: data.words.planned,
            data: data.planned,
            backgroundColor: colours.planned,
            borderColor: colours.done,
            borderWidth: 1,
            stack: "days",
        });
    }
    datasets.push({
        type: "line",
        label: data.words.target,
        data: data.targets,
        borderColor: colours.target,
        backgroundColor: colours.target,
        pointStyle: "rectRot",
        pointRadius: 6,
        spanGaps: true,
    });
    const axis = { grid: { color: colours.line }, ticks: { color: colours.ink } };
    return {
        data: { labels: data.years.map(String), datasets },
        options: {
            locale: data.language,
            animation: false,
            maintainAspectRatio: false,
            plugins: { legend: { labels: { color: colours.ink, usePointStyle: true } } },
            scales: {
                x: { ...axis, stacked: true },
                y: { ...axis, stacked: true, beginAtZero: true, title: { display: true, text: data.unit, color: colours.ink } },
            },
        },
    };
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

if (typeof document !== "undefined" && document.getElementById("figure-chart")) {
    draw();
}
