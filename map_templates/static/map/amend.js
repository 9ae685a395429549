// Forms that amend entries open and answer in their place; without this script they are pages of their own.

import htmx from "htmx";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
