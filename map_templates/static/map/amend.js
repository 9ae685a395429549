// Forms that amend entries open and answer in their place; without this script they are pages of their own.

import htmx from "htmx";

import { wireDays } from "./day_inputs.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

document.addEventListener("htmx:afterSettle", () => wireDays(document));
wireDays(document);
