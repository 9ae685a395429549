"""What the map's modules say, in the reader's language: they know keys only."""

from django.utils.translation import gettext as _

from apps.pages.units import WORDS, devices_shown

FORMS = {"one": 1, "other": 2, "none": 0}
"""The forms of a word that goes with a number, each by a number that takes it."""


def words() -> dict[str, str]:
    """Return every string of the modules by its key; ``{name}`` stands for what is put in."""
    return {
        # measures and days
        "measure_empty": _("A position is needed, such as 12.346."),
        "measure_unreadable": _("“{given}” is not a position. Write 12.346, 12+346 or sign 123+35."),
        "measure_negative": _("A position is not negative."),
        "measure_too_fine": _("“{given}” is finer than a centimetre: at most 5 decimals of a kilometre."),
        "measure_too_long": _("“{given}” is longer than any route."),
        "measure_off_route": _("Km {given} is not on the route: it ends at km {length}."),
        "sign_unreadable": _("“{given}” is not a sign and metres. Write sign 123 + 35 m."),
        "sign_unknown": _("There is no border sign {given} on this route on this day."),
        "stretch_reversed": _("The end lies before the start."),
        "stretch_empty": _("The end is the start: a stretch has a length."),
        "day_unreadable": _("“{given}” is not a day. Write it as 21 Nov 2026."),
        "day_reversed": _("The last day lies before the first one."),
        "number_unreadable": _("“{given}” is not a number."),
        "choose": _("Choose…"),
        "needed": _("This is needed."),
        "later_needed": _("Say what becomes of the later facts."),
        # layers and classes
        "layer_work": _("Works: status"),
        "layer_requirement": _("Requirement: required and missing"),
        "unrecorded": _("No record"),
        "missing": _("Required, not built"),
        "met": _("Required and built"),
        "unasked": _("Built, not required"),
        "unrecorded_required": _("Required, no record"),
        "left_out_of": _("Left out of K1: {reason}"),
        "segment_odd": _("Segments (every other one)"),
        "segment_even": _("Segments"),
        "legend": _("Legend"),
        "legend_hint": _("Kilometres in each class. Press a class to hide it."),
        "legend_empty": _("Nothing is recorded here on this day."),
        # figures
        "figures_as_of": _("Figures as of {day}"),
        **{
            f"unit_{code}_{form}": word(number)
            for code, word in WORDS.items()
            for form, number in FORMS.items()
        },
        **{
            f"devices_{form}": devices_shown(number).replace(str(number), "{count}")
            for form, number in FORMS.items()
        },
        "both_routes": _("Both routes"),
        "of_km": _("{part} of {whole} km"),
        "target": _("Target {value}"),
        "target_none": _("No target for this year"),
        "no_data": _("No data"),
        "not_applicable": _("Not applicable"),
        "definition": _("Definition, version {version}"),
        "elements": _("Elements, km"),
        "element": _("Element"),
        "required": _("Required"),
        "built": _("Built"),
        "accepted": _("Accepted"),
        "route": _("Route"),
        "share": _("Share"),
        "bar": _("{percent} of the length to be built"),
        # selection
        "nothing_chosen": _("Nothing is chosen"),
        "nothing_chosen_hint": _(
            "Click the line, find a kilometre, or choose a row of the list: see why it counts, or change it."
        ),
        "segments_met": _("Segments: {codes}"),
        "segments_many": _("Segments: {first} – {last} ({count})"),
        "segment": _("Segment"),
        "stretch_point": _("Chosen place"),
        "stretch_start": _("Start of the stretch"),
        "stretch_end": _("End of the stretch"),
        "sign": _("sign"),
        "whole_segment": _("This segment"),
        "whole_piece": _("This stretch of the layer"),
        "show": _("Show on the map"),
        "unselect": _("Choose nothing"),
        "length": _("Length"),
        "start_handle": _("Start of the stretch. Arrow keys move it by 100 m, with Shift by 1 km."),
        "end_handle": _("End of the stretch. Arrow keys move it by 100 m, with Shift by 1 km."),
        "start_letter": _("S"),
        "end_letter": _("E"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "attribution": _(
            "Border line and areas © OpenStreetMap contributors (ODbL). Places: GeoNames (CC BY 4.0)."
        ),
        "point_at_line": _("Point at the line to read its kilometre."),
        "off_line": _("{metres} m from the line"),
        # explanation
        "why_at": _("Why: {route} km {km}"),
        "explain_empty": _(
            "Choose a place on the line to see what is recorded there, and why it counts or not."
        ),
        "counts": _("counts"),
        "counts_not": _("does not count"),
        "outside": _("left out"),
        "facts_here": _("What is recorded here"),
        "required_here": _("Required here"),
        "is_built": _("built"),
        "is_missing": _("missing"),
        "left_out": _("left out of the denominator"),
        "not_required": _("not required"),
        "nothing_required": _("Nothing is required here."),
        "operations_here": _("What happened here"),
        "older_operations": _("Earlier: {count}"),
        "no_operations": _("Nobody has changed anything here."),
        "no_facts": _("Nothing is recorded here on this day."),
        "since": _("since {day}"),
        "until": _("until {day}"),
        "empty_value": _("nothing"),
        "read_set": _("No. {number}"),
        # change
        "from_km": _("From"),
        "to_km": _("To"),
        "keeps": _("keeps what it has"),
        "various": _("various"),
        "make_empty": _("make empty"),
        "preview": _("What it would change"),
        "preview_waiting": _("Fill in the form: what the figures would become is shown here."),
        "preview_none": _("Nothing would change."),
        "preview_figures_same": _("The figures stay as they are."),
        "preview_reading": _("Counting…"),
        "before": _("Before"),
        "after": _("After"),
        "saved": _("Saved as no. {number} of the ledger: {what}"),
        "unchanged": _("Nothing had to be changed."),
        "drafted": _("Kept as a draft."),
        "open_draft": _("Open the draft"),
        "undo": _("Undo"),
        "undo_reason": _("Undone right after saving (no. {number})"),
        "undone": _("Undone: no. {number} is taken back by no. {by}."),
        "close": _("Close"),
        "stale": _("Somebody changed the same place while you were at it."),
        "stale_theirs": _("In the register now"),
        "stale_yours": _("What you were about to save"),
        "stale_overwrite": _("Save mine on top"),
        "stale_drop": _("Drop mine"),
        "stale_who": _("No. {number}, {by}, {at}: {reason}"),
        "refused": _("Not saved."),
        "offline": _("The server cannot be reached. Nothing is lost: try again."),
        "busy": _("Nothing is lost: try again in a moment."),
        "server_error": _("Something went wrong on the server. Nothing is lost: try again."),
        "try_again": _("Try again"),
        "session_ended": _("Your session has ended. What you typed is kept in this tab until it is sent."),
        "sign_in_again": _("Sign in and go on"),
        "kept_edit": _("What you had typed before signing in again is back. Check it, then save."),
        "later_fact": _("from {day}: {values} (km {from}–{to})"),
        "read_failed": _("The register could not be read."),
        "place_sum": _("{route} km {from}–{to}"),
        # documents
        "documents_choose": _("Choose a stretch to see its documents."),
        "documents_none": _("No document belongs to this stretch."),
        "documents_of": _("Documents of the stretch: {count}"),
        "documents_all": _("All documents of the stretch"),
        "document_new": _("Add a document to this stretch"),
        "document_file": _("File"),
        "document_title": _("Title"),
        "document_kind": _("Document kind"),
        "document_add": _("Add"),
        "document_added": _("Attached to the stretch: {title}."),
        "download": _("Download"),
        "session_over": _("Your session has ended: sign in again."),
        # list
        "list_of": _("{layer}: {count} stretches"),
        "stretch": _("Stretch, km"),
        "value": _("Value"),
        "days": _("Days"),
        "all_routes": _("All"),
    }
