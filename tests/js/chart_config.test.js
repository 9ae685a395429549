import assert from "node:assert/strict";
import { test } from "node:test";

import { chartConfig } from "../../map_templates/static/map/chart_config.js";

const COLOURS = { done: "blue", planned: "sky", target: "red", ink: "black", line: "grey" };
const DATA = {
    years: [2023, 2024],
    done: [10, 20],
    planned: [null, null],
    targets: [15, null],
    unit: "d",
    language: "lv",
    words: { done: "faktiski", planned: "plānots", target: "mērķis" },
};

test("a figure without plans has bars and a line of targets", () => {
    const { data } = chartConfig(DATA, COLOURS);
    assert.deepEqual(data.labels, ["2023", "2024"]);
    assert.deepEqual(data.datasets.map((one) => one.label), ["faktiski", "mērķis"]);
});

test("what is planned stands on what is done", () => {
    const { data, options } = chartConfig({ ...DATA, planned: [null, 5] }, COLOURS);
    const [done, planned] = data.datasets;
    assert.deepEqual([done.stack, planned.stack, options.scales.y.stacked], ["days", "days", true]);
});

test("numbers are written in the reader's language", () => {
    assert.equal(chartConfig(DATA, COLOURS).options.locale, "lv");
});
