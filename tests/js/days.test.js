import assert from "node:assert/strict";
import { test } from "node:test";

import { addDays, fieldDay, formatDay, isAmbiguous, lastIncluded, parseDay } from "../../map_templates/static/map/days.js";

test("every way to write a day is the same day", () => {
  for (const typed of ["21.11.2026.", "21.11.2026", " 21. 11. 2026. ", "21/11/2026", "2026-11-21"]) {
    assert.equal(parseDay(typed), "2026-11-21");
  }
  assert.equal(parseDay("1.2.2026."), "2026-02-01");
  assert.equal(parseDay("21 Nov 2026"), "2026-11-21");
  assert.equal(parseDay("1 Sept 2026"), "2026-09-01");
});

test("a day as a spreadsheet writes it is read, a year of two digits from 1930 on", () => {
  assert.equal(parseDay("31-Dec-2018"), "2018-12-31");
  assert.equal(parseDay("31-Dec-18"), "2018-12-31");
  assert.equal(parseDay("1-Jan-29"), "2029-01-01");
  assert.equal(parseDay("1-Jan-30"), "1930-01-01");
});

test("a month before its day is refused as such, never guessed", () => {
  assert.throws(() => parseDay("12/31/2018"), { code: "day_month_first", given: "12/31/2018" });
  assert.throws(() => parseDay("13/32/2018"), { code: "day_unreadable" });
});

test("a day with slashes is read day first; whether it could be another one is told", () => {
  assert.equal(parseDay("05/06/2018"), "2018-06-05");
  for (const typed of ["05/06/2018", " 1/12/2018"]) assert.equal(isAmbiguous(typed), true);
  for (const typed of ["13/06/2018", "12/31/2018", "5/5/2018", "05.06.2018", "2018-06-05", "x"]) assert.equal(isAmbiguous(typed), false);
});

for (const typed of ["", "31.02.2026.", "2026-13-01", "11-21-2026", "rīt", "21.11.26.", "31 Feb 2026", "1 Foo 2026"]) {
  test(`what is no day is refused: ${typed}`, () => {
    assert.throws(() => parseDay(typed), { code: "day_unreadable", given: typed });
  });
}

test("days are shown in the reader's way", () => {
  assert.equal(formatDay("2026-11-21", "lv"), "21.11.2026.");
  assert.equal(formatDay("2026-11-21", "en"), "21 Nov 2026");
  assert.equal(formatDay("2023-09-03", "en"), "3 Sep 2023");
  for (const language of ["lv", "en"]) assert.equal(parseDay(fieldDay("2026-09-21", language)), "2026-09-21");
});

test("a period that ends before a day holds the day before it", () => {
  assert.equal(lastIncluded("2024-03-01"), "2024-02-29");
  assert.equal(lastIncluded(null), null);
  assert.equal(addDays("2026-12-31", 1), "2027-01-01");
});
