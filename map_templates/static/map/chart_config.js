// What Chart.js is to draw of a figure: bars for what is done and planned, a line for the targets. Knows no page.

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
