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
        "edge_gone": _("At km {km} there is no edge any more, or not in what is chosen under “Goes into”."),
        "as_drafted": _("As the draft “{reason}” would leave it, changes: {count}"),
        "not_drafted": _("Of the register, without the draft “{reason}”"),
        "figures_not_drafted": _("Of the register, without the draft: {why}"),
        "draft_too_long": _("The draft “{reason}” is too long to be drawn: this is the register."),
        "edge_to": _("New place of the edge, km"),
        "stale_again": _("It has been read again: look at the preview, then save once more."),
        "session_ended_here": _(
            "Your session has ended. What you typed stays here: sign in in another tab, then save again."
        ),
        "sign_in_elsewhere": _("Sign in in another tab"),
        "page_incomplete": _(
            "Part of this page did not come: the connection was lost. The border can be looked at, not changed."
        ),
        "load_again": _("Load the page again"),
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
        "code_taken": _("Segment {code} is there already: {place}."),
        "not_inside": _("The cut lies between km {from} and km {to}."),
        "segment_otherwise": _(
            "Segment {code} is not there, or lies otherwise, in what is chosen under “Goes into”."
        ),
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
        "address_over": _("on the map “{given}”"),
        "address_no_outage": _("no outage"),
        "address_shares": _("heights of the views “{given}”"),
        "address_shares_shown": _("the usual heights"),
        "address_side": _("width of the panel “{given}”"),
        "address_side_shown": _("the usual width"),
        "address_edit": _("a change of “{given}”"),
        "address_sort": _("order of the table “{given}”"),
        "address_having": _("filter of the table “{given}”"),
        "address_having_shown": _("rows without this filter"),
        "address_sort_shown": _("the usual order"),
        "address_ground": _("background “{given}”"),
        "address_other": _("“{given}”"),
        "address_no_place": _("no stretch is chosen"),
        "address_no_comparison": _("no comparison"),
        "compared_same_day": _("The views show {day} already: choose another day to compare with."),
        "compared_not": _("This layer cannot be compared between two days."),
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
        "picks_dropped": _("The table shows other rows now: the rows chosen before are let go ({count})."),
        "show_row": _("Show on map and strip"),
        "rows_sum": _("{count} rows, {km} km"),
        "of_pages": _("of {count}"),
        "no_rows": _("No row fits. Loosen the filters."),
        "change_rows": _("Change the rows: {count}"),
        "change_rows_none": _("Change the rows"),
        "change_rows_line": _(
            "{layer}: every chosen row gets the values filled in here, all in one change set."
        ),
        "copied": _("Copied: {count} rows"),
        "paste_title": _("Paste rows: {layer}"),
        "paste_line": _(
            "Paste rows from a spreadsheet, with their head. Names or codes, a decimal comma or point. A row is"
            " written for its own first and last day; for an empty cell the days below hold."
        ),
        "paste_here": _("Rows, with tabs between the cells"),
        "pasted_faults": _("Faults"),
        "pasted_rows": _("Rows as they were read"),
        "good_rows_only": _("Save only the rows without faults"),
        "rows_read": _("Rows: {count}, with faults: {wrong}"),
        "rows_refused": _("Rows that the register refuses: {count}"),
        "rows_checked": _("The register refuses some rows; it tries each: {done} of {count}…"),
        "rows_too_many": _("One change holds at most {most} rows: paste them in parts."),
        "row_contradicts": _("row {given} says otherwise of the same metres."),
        "columns_unread": _("These columns are not read: {names}."),
        "rows_own_days": _(
            "Rows with days of their own: {count}. Days that a row leaves out stay as they are."
        ),
        "rows_first_day": _(
            "What was changed in them holds from their own first day on, the earliest {day}: empty the cell to let"
            " it hold from the day below."
        ),
        "read_day_first": _(
            "Days with slashes are read day first ({count}): “{given}” is {day}. If that is wrong, write them as"
            " 21 Nov 2026."
        ),
        "day_ambiguous": _(
            "“{given}” may be two days, and other days of these rows have their month first. Write it as 21 Nov 2026."
        ),
        "update_endless": _("An update has no last day: choose a correction, or leave the cell empty."),
        "empty_cells_empty": _("An empty cell makes the value empty; else it stays as it is"),
        "saving_many": _("Saving {count} rows: this may take half a minute."),
        "columns_missing": _("Columns that are missing: {names}"),
        "choice_unknown": _("“{given}” is not in the list."),
        "route_unknown": _("There is no route “{given}”."),
        "saved_views": _("Saved views"),
        "view_taken": _("A view of that name is there already."),
        "link_copied": _("The link is copied. Whoever opens it sees what their rights allow."),
        "link_by_hand": _("The link is marked: copy it with Ctrl+C."),
        # dashboard
        "lane_built": _("{name}: {km} km built"),
        "strip_required": _("required"),
        "series_day": _("Day"),
        "series_target": _("Target"),
        "series_no_target": _("none"),
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
        "thing_page": _("Open its page"),
        "thing_note": _("Note"),
        "structures": _("Structures"),
        "structure": _("Structure"),
        "structure_kind": _("Type"),
        "structure_status": _("Status"),
        "structure_lot": _("Lot"),
        "structure_said": _("{kind} {code}: {status}"),
        "structures_said": _("Structures: {count}"),
        "no_structures": _("No structure stands anywhere on this day."),
        "parcels": _("Land units"),
        "parcel": _("Land unit"),
        "parcel_where": _("Where"),
        "parcel_area": _("Area, ha"),
        "parcel_since": _("Since"),
        "parcel_status": _("Status"),
        "parcel_order": _("Cabinet order"),
        "parcel_strip": _("under the border strips"),
        "parcel_road": _("under a border road"),
        "parcel_no_case": _("no case"),
        "parcel_choose": _("Choose its stretch"),
        "parcels_said": _("Land units: {count}"),
        "no_parcels": _("No land unit is recorded."),
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
