"""What is done on a screen is done by a program: which call does it, or why there is none."""

from __future__ import annotations

from filon.foundation import openapi
from tests.parts.service import Filon

# A page's view → the operations that do the same, or show what it shows.
CALLS = {
    "account": {
        **dict.fromkeys(("rename", "choose_language", "choose_alerts"), "change_member"),
        **{"note_absence": "note_absence", "end_absence": "end_absence"},
        **{"end_session": "end_device", "end_other_sessions": "end_other_devices"},
        **{"show": "list_members list_devices list_absences", "undo": "undo_setting_change"},
    },
    "alerts": {
        **{"show": "list_members show_business", "choose": "change_member"},
        **{"choose_silence": "change_business"},
    },
    "appointment_changes": {"change": "change_appointment"},
    "assignment": {
        **{"show": "list_assignment_rules show_escalation", "add_rule": "add_assignment_rule"},
        **dict.fromkeys(("change_rule", "move_rule"), "change_assignment_rule"),
        **{"remove_rule": "remove_assignment_rule", "escalate": "change_escalation"},
        **{"undo": "undo_setting_change"},
    },
    "attachments": {
        **{"add_files": "add_file", "download": "download_file", "show_preview": "download_file"},
        **{"remove": "remove_file", "put_back": "put_file_back"},
    },
    "board": {
        **dict.fromkeys(("show", "show_more"), "list_leads"),
        **{"count_column": "count_leads", "move": "change_status", "undo": "undo_change"},
        **{"close_reminders": "close_reminders"},
    },
    "bulk": {
        **{"change": "change_leads", "offer_whole": "count_leads", "show_all": "list_bulk_changes"},
        **{"show": "show_bulk_change", "undo": "undo_bulk_change"},
    },
    "business": {
        "show": "show_business list_holidays",
        **dict.fromkeys(
            ("choose_phone", "rename", "choose_language", "choose_zone", "choose_hours"), "change_business"
        ),
        **dict.fromkeys(("promise", "choose_colour"), "change_business"),
        **dict.fromkeys(("close", "close_on_holidays"), "close_business"),
        "open_again": "open_business_again",
    },
    "by_hand": {
        **{"new_lead": "list_fields list_labels", "add_lead": "add_lead", "show_known": "list_leads"},
        **{"change_field": "change_lead", "list_trash": "list_trash"},
        **{"trash_lead": "trash_lead", "restore_lead": "restore_lead"},
    },
    "calendar": {
        **{"show": "list_appointments", "show_one": "show_appointment"},
        **{"new": "list_appointment_kinds list_slots", "book": "book_appointment"},
        **dict.fromkeys(("move", "shift"), "move_appointment"),
        **{"confirm": "confirm_appointment", "note_outcome": "note_outcome"},
        **{"cancel": "cancel_appointment", "restore": "restore_appointment"},
    },
    "columns": {"keep": "change_business", "undo": "undo_setting_change"},
    "customised": dict.fromkeys(("change_value", "add_tag", "remove_tag"), "change_lead"),
    "customising": {
        "show": "list_fields list_labels",
        "add_field": "add_field",
        **dict.fromkeys(("change_field", "move_field", "archive_field", "restore_field"), "change_own_field"),
        **dict.fromkeys(("add_label", "add_option"), "add_label"),
        **dict.fromkeys(("rename_label", "move_label", "archive_label", "restore_label"), "change_label"),
        **{"merge_tag": "merge_tag", "undo": "undo_setting_change"},
    },
    "desk": {
        "home": "list_leads list_tasks show_figures",
        "arrivals": "list_leads",
        **{"show_lead": "show_lead list_timeline list_checks list_duplicates", "contact": "show_lead"},
        **{"show_request": "list_timeline", "log_call": "log_call finish_task add_task"},
        **{"change_status": "change_status", "settle_check": "decide_check", "undo_change": "undo_change"},
    },
    "erasing": {
        **dict.fromkeys(("show", "download"), "show_person"),
        **{"erase": "erase_person", "list_asked": "list_erasures", "refuse": "refuse_erasure"},
    },
    "exports": {
        **dict.fromkeys(("ask", "ask_chosen"), "ask_for_export"),
        **{"show": "list_exports", "download": "download_export"},
    },
    "forms": {"show": "list_forms", "say_field": "say_form_field", "undo": "undo_setting_change"},
    "imports": {
        **{"show_all": "list_imports", "bring": "bring_file", "show": "show_import"},
        **{"choose": "choose_columns", "start": "run_import", "undo": "cancel_import"},
        **{"discard": "discard_import", "download_faults": "download_faults"},
    },
    "kinds": {
        **{"show": "list_appointment_kinds list_members list_day_hours", "add": "add_appointment_kind"},
        **dict.fromkeys(("change", "offer", "retire", "bring_back"), "change_appointment_kind"),
        **{"choose_week": "change_member", "change_day": "change_day_hours"},
        **{"forget_day": "forget_day_hours", "remind": "change_business"},
        "add_resource": "add_appointment_resource",
        **dict.fromkeys(
            ("rename_resource", "retire_resource", "bring_back_resource"), "change_appointment_resource"
        ),
    },
    "key_pages": {
        **{"show_keys": "list_keys", "add_key": "add_key"},
        **{"revoke_key": "revoke_key", "restore_key": "restore_key"},
    },
    "leads": {
        **{"list_leads": "list_leads", "count_leads": "count_leads"},
    },
    "logo": {"show": "show_logo", "choose": "change_logo", "remove": "remove_logo"},
    "mails": {"write": "write_mail", "show_state": "show_mail", "send_again": "send_mail_again"},
    "merging": {
        **{"list_pairs": "list_duplicates", "compare": "show_lead", "merge": "merge_leads"},
        **{"dismiss": "dismiss_duplicate", "suspect_again": "suspect_duplicate_again", "undo": "undo_merge"},
    },
    "messages": {"show": "list_messages read_messages", "write": "write_message"},
    "minutes": {
        **{"show": "show_minutes", "write": "write_minutes", "send": "send_minutes"},
        **{"show_of_call": "show_call_minutes", "write_of_call": "write_call_minutes"},
        **{"send_of_call": "send_call_minutes"},
    },
    "notes": {"show_note": "show_note", "add_note": "add_note", "change_note": "change_note"},
    "own_hours": {
        **{"show": "list_members list_day_hours list_appointments", "choose_week": "change_member"},
        **{"change_day": "change_day_hours", "forget_day": "forget_day_hours"},
    },
    "reminders": {
        **dict.fromkeys(("show", "due"), "list_tasks"),
        **dict.fromkeys(("add", "plan"), "add_task"),
        **{"edit": "show_task", "change": "change_task", "drop": "drop_task", "finish": "finish_task"},
        **{"snooze": "postpone_task", "undo": "undo_task_step", "close_all": "close_reminders"},
    },
    "setting_history": {"show": "list_setting_history"},
    "site_settings": {
        **{"show": "list_sites", "cap_roles": "change_site", "give_code": "give_site_code"},
        **{"rotate_secret": "rotate_site_secret", "revoke": "revoke_site"},
    },
    "snippets": {
        **{"show": "list_snippets", "add": "add_snippet", "rewrite": "rewrite_snippet"},
        **{"remove": "remove_snippet", "undo": "undo_setting_change"},
    },
    "team": {
        "show": "list_members list_devices_of_member",
        **{"invite": "invite_member", "invite_again": "invite_member_again"},
        **dict.fromkeys(("give_role", "limit_to_own", "rename", "choose_language"), "change_member"),
        **{"offer_ownership": "change_member", "withdraw_ownership": "withdraw_ownership"},
        **{"remove": "remove_member", "readmit": "readmit_member"},
    },
    "views": {
        "keep": "add_view",
        **dict.fromkeys(("change", "update", "move"), "change_view"),
        **{"delete": "delete_view", "restore": "restore_view"},
    },
    "workload": {"show": "show_team list_absences", "note_absence": "note_absence"},
}
# No program needs these.
FOR_PEOPLE = {
    "account.open_feed": "the address of one's own calendar; programs read `list_appointments`",
    "account.close_feed": "the same",
    "account.leave_feed": "leads back to the account's page",
    **dict.fromkeys(
        ("elsewhere.show", "elsewhere.connect", "elsewhere.subscribe", "elsewhere.use", "elsewhere.look"),
        "one's own calendars, with one's own password: a key is the business's",
    ),
    **dict.fromkeys(
        (
            "elsewhere.disconnect",
            "elsewhere.ask_permission",
            "elsewhere.come_back",
            "elsewhere.connect_permitted",
        ),
        "the same",
    ),
    "first_steps.show": "leads a person through what the API says piece by piece",
    "first_steps.arrivals": "an open page's own question",
    "first_steps.put_away": "what stands on a person's first screen",
    "leads.choose_condition": "a form that writes `where`",
    "leads.add_condition": "the same",
    "columns.choose": "a form that writes `columns`",
    "reminders.understand": "while one types; `add_task` takes the same words and says what it understood",
    "joining.show_invitation": "whoever answers proves that a mailbox is theirs",
    "joining.join": "the same",
    "joining.show_ownership": "the same",
    "joining.become_owner": "the same",
    "sign_in.ask": "the same",
    "sign_in.send_link": "the same",
    "sign_in.show_button": "the same",
    "sign_in.enter": "the same",
    "sign_in.switch": "one session is one business's",
    "sign_in.leave": "the cookie is the browser's; `end_device` ends a session",
}


def test_it_works(filon: Filon) -> None:
    views = {
        rule.endpoint
        for rule in filon.app.url_map.iter_rules()
        if rule.rule.startswith("/app/") and not rule.rule.startswith(("/app/s/", "/app/static/"))
    }
    told = {f"{name}.{view}": calls for name, listed in CALLS.items() for view, calls in listed.items()}
    assert views - told.keys() - FOR_PEOPLE.keys() == set(), "say here which call does the same, or why none"
    assert (told.keys() | FOR_PEOPLE.keys()) - views == set(), "there is no such page any more"
    described = openapi.document_of(filon.app)["paths"].values()
    known = {one["operationId"] for item in described for way, one in item.items() if way != "parameters"}
    assert {call for calls in told.values() for call in calls.split()} <= known
