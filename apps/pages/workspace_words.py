"""What strip, table, time and dashboard say, in the reader's language: their modules know keys only."""

from django.utils.translation import gettext as _


def workspace_words() -> dict[str, str]:
    """Return the strings by key; ``{name}`` stands for what is put in."""
    return {
        # strip
        "step": _("step {step}"),
        "recorded": _("recorded"),
        "move_edge": _("Move an edge: {lane}"),
        "move_edge_line": _("At km {km} “{left}” ends and “{right}” begins."),
        "edge_to": _("New place of the edge, km"),
        "stale_again": _("It has been read again: look at the preview, then save once more."),
        "session_ended_here": _(
            "Your session has ended. What you typed stays here: sign in in another tab, then save again."
        ),
        "sign_in_elsewhere": _("Sign in in another tab"),
        # paper
        "paper_register": _("Border GIS: register of the external land border"),
        "paper_compared": _("compared with {day}"),
        "paper_as_of": _("As of {day}"),
        "paper_chosen": _("Chosen: {route} km {from}–{to}, {length} km"),
        "paper_all": _("The whole border; no stretch is chosen"),
        "paper_strip": _("Strip: {route}, km {from}–{to}"),
        "paper_ledger": _("Ledger no. {number}"),
        "paper_marking": _("for official use"),
        "paper_printed": _("Printed by {user}, {moment}"),
        "paper_hidden": _("not shown"),
        "paper_rows": _("Rows {from}–{to} of {count}, {km} km in all"),
        "paper_no_rows": _("No row fits."),
        # segments
        "split": _("Split segment {code}"),
        "split_line": _(
            "{code} lies from km {from} to km {to}. The part after the cut gets a code of its own."
        ),
        "split_at": _("Cut at km"),
        "new_code": _("New code"),
        "merge": _("Merge segments {from}–{to}"),
        "merge_line": _("{codes} become one segment from km {from} to km {to}."),
        "not_inside": _("The cut lies between km {from} and km {to}."),
        "segment_vanished": _("Segment {code} is gone. What lies there now:"),
        "segment_later": _("Segment {code} is not there yet on this day. What lies there:"),
        # time
        "play": _("Play"),
        "stop": _("Stop"),
        "before_register": _("“{given}”: the register begins on {day}."),
        "after_register": _("“{given}”: the register goes no further than {day}."),
        "day_stays": _("Shown as before: {day}."),
        "no_comparison": _("Nothing is compared."),
        # what an address asks for and is not there
        "address_unknown": _("Not known in the address: {what}."),
        "address_instead": _("Shown instead: {what}."),
        "address_layer": _("layer “{given}”"),
        "address_element": _("element “{given}”"),
        "address_route": _("route “{given}”"),
        "address_km": _("km “{given}”"),
        "address_from": _("start of the stretch “{given}”"),
        "address_to": _("end of the stretch “{given}”"),
        "address_stretch": _("stretch “{given}”"),
        "address_half": _("A stretch has a start and an end."),
        "address_as_of": _("day “{given}”"),
        "address_against": _("day to compare with “{given}”"),
        "address_views": _("views “{given}”"),
        "address_views_shown": _("map and strip"),
        "address_ground": _("background “{given}”"),
        "address_no_place": _("no stretch is chosen"),
        "address_no_comparison": _("no comparison"),
        "compared": _("Gained and lost: {to} against {from}"),
        "compared_lane": _("Since {day}"),
        "gained": _("gained"),
        "lost": _("lost"),
        "no_difference": _("no difference"),
        # table
        "from_km_label": _("From, km"),
        "to_km_label": _("To, km"),
        "length_km_label": _("Length, km"),
        "first_day": _("First day"),
        "last_day": _("Last day"),
        "filter": _("Filter"),
        "pick": _("Choose the row"),
        "pick_page": _("Choose every row of the page"),
        "pick_all": _("Choose all {count}"),
        "picked_some": _(
            "{most} of {count} rows are chosen: one change holds no more. Narrow the table for the rest."
        ),
        "show_row": _("Show on map and strip"),
        "rows_sum": _("{count} rows, {km} km"),
        "rows_page": _("{from}–{to} of {count}"),
        "no_rows": _("No row fits. Loosen the filters."),
        "change_rows": _("Change the rows: {count}"),
        "change_rows_none": _("Change the rows"),
        "change_rows_line": _(
            "{layer}: every chosen row gets the values filled in here, all in one change set."
        ),
        "copied": _("Copied: {count} rows"),
        "paste_title": _("Paste rows: {layer}"),
        "paste_line": _(
            "Paste rows from a spreadsheet, with their head. Names or codes, a decimal comma or point."
        ),
        "paste_here": _("Rows, with tabs between the cells"),
        "pasted_faults": _("Faults"),
        "pasted_rows": _("Rows as they were read"),
        "good_rows_only": _("Save only the rows without faults"),
        "rows_read": _("Rows: {count}, with faults: {wrong}"),
        "rows_refused": _("Rows that the register refuses: {count}"),
        "columns_missing": _("Columns that are missing: {names}"),
        "choice_unknown": _("“{given}” is not in the list."),
        "route_unknown": _("There is no route “{given}”."),
        "saved_views": _("Saved views"),
        # search
        "nothing_found": _("Nothing is found by “{text}”: write a kilometre, a sign, a segment or a place."),
        "place_away": _("{km} km from the line"),
        "which_place": _("Which place?"),
        # what lies on the map
        "map_layers": _("Map layers"),
        "ground": _("Background"),
        "ground_ours": _("Open areas and places"),
        "ground_failed": _(
            "The background “{label}” does not answer. Line, areas and places do not need it."
        ),
        "on_the_map": _("On the map"),
        "sensors": _("Sensors"),
        "sensor": _("Sensor"),
        "sensor_model": _("Type"),
        "sensor_state": _("State"),
        "sensor_site": _("Site"),
        "sensor_mast": _("Height above ground"),
        "sensor_sector": _("Bearing, sector"),
        "sensor_range": _("Range"),
        "sensor_place": _("Nearest place on the line"),
        "sensor_here": _("Choose this place"),
        "sensor_said": _("Sensor {code}: {state}"),
        "sensors_said": _("Sensors: {count}"),
        "sensors_faulty": _("out of order: {count}"),
        "no_sensors": _("No sensor stands anywhere on this day."),
        "metres": _("{metres} m"),
        # history
        "history_empty": _("Choose a stretch: what happened on it is shown here."),
        "history_of": _("History of {route} km {from}–{to}"),
        "history_older": _("Show older ones"),
        "history_approved": _("approved by {by}"),
        "history_more": _("and more here: {count}"),
        "history_correction": _("correction"),
        "history_undoes": _("undoes no. {number}"),
        "history_undone": _("undone by no. {number}"),
        "history_draft_undo": _("Draft the undo"),
        "history_undo_reason": _("No. {number} undone from its history"),
        # dashboard
        "series_of": _("{code}: end of each month"),
        "month": _("Month"),
    }
