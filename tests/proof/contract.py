"""The contract of the built-in guide, told a second time: written from the tables of the design, not from the code.

Answers are walked and planned here with plain loops and dictionaries: something for the planner to disagree with.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

TODAY = date(2026, 11, 23)
SENT = tuple(TODAY + timedelta(days=back) for back in (1, 0, -1, -2, -3, -4, -30))
"""Days of sending: ahead, today, too early to apply again, just early enough, long past."""

PLACES = ("box", "sticker", "battery", "screenshot", "paperwork")
IMEI_AT = (*((place,) for place in PLACES), PLACES, ("nowhere",))
OBTAINED = ("shop", "online", "second_hand", "gift")
STOPS = {"instalment": "instalment_lock", "google": "google_lock", "screen_lock": "screen_lock"}
NEEDS = {"unlock": (("lock_code", "imei"), ("box_photo",), ("proof_of_purchase",), ("sms_number",)),
         "recover": (("account_identifier",), ("imei",), ("sms_number",))}  # fmt: skip

Answers = dict[str, object]


def answer_sets(pick: random.Random | None = None) -> Iterator[Answers]:
    """Walk the table of questions. With `pick`, what no rule of the contract looks at is drawn instead of walked."""
    yield {"holder": "finder"}
    for holder in ("owner", "helper"):
        for screen in STOPS:
            yield {"holder": holder, "screen": screen}
        for screen in ("account_locked", "lost_mode", "dark"):
            for account in ("own", "previous_owner"):
                yield from _applied({"holder": holder, "screen": screen, "account": account}, pick)


def _applied(so_far: Answers, pick: random.Random | None) -> Iterator[Answers]:
    for route in ("recover", "unlock"):
        yield {**so_far, "progress": "approved", "applied_route": route}
    yield from _remembered({**so_far, "progress": "not_applied"}, pick)
    for route in ("recover", "unlock"):
        for sent in SENT if pick is None else (SENT[0], *pick.sample(SENT[1:4], 1), *pick.sample(SENT[4:], 1)):
            yield {**so_far, "progress": "waiting", "applied_route": route, "applied_on": sent}
            yield from _remembered({**so_far, "progress": "rejected", "applied_route": route, "applied_on": sent}, pick)


def _remembered(so_far: Answers, pick: random.Random | None) -> Iterator[Answers]:
    if so_far["account"] == "previous_owner":
        yield from _gathered(so_far, pick)
        return
    for remember in ("email", "phone", "both"):
        yield {**so_far, "remember": remember, "receive": "works"}
        yield from _gathered({**so_far, "remember": remember, "receive": "lost"}, pick)
    yield from _gathered({**so_far, "remember": "nothing"}, pick)


def _gathered(so_far: Answers, pick: random.Random | None) -> Iterator[Answers]:
    codes = (None,) if so_far["screen"] == "dark" else ("noted", "can_read", "cannot_read")
    for imei_at in IMEI_AT if pick is None else (pick.choice(IMEI_AT[:-1]), ("nowhere",)):
        for code in codes:
            coded = {"imei_at": imei_at} if code is None else {"imei_at": imei_at, "lock_code": code}
            for box in ("photographed", "at_hand", "label_missing", "none"):
                for obtained in OBTAINED if pick is None else (pick.choice(OBTAINED),):
                    for proof in ("photographed", "paper", "order_page", "can_ask", "none"):
                        for camera in _cameras(box, proof):
                            for number in ("free", "linked", "none"):
                                yield {**so_far, **coded, "box": box, "obtained": obtained, "proof": proof, **camera,
                                       "sms_number": number}  # fmt: skip


def _cameras(box: str, proof: str) -> tuple[dict[str, str], ...]:
    if box in ("at_hand", "label_missing") or proof in ("paper", "order_page"):
        return {"camera": "available"}, {"camera": "unavailable"}
    return ({},)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the contract says about one set of answers."""

    route: str
    fallback: str | None
    statuses: dict[str, str]
    ready: int
    needed: int
    dates: tuple[date | None, ...] | None


def statuses(answers: Answers) -> dict[str, str]:
    """Read the table of document statuses."""
    photo = "prepare" if answers.get("camera") == "available" else "obtain"
    code = "cannot_read" if answers["screen"] == "dark" else answers["lock_code"]
    there = {place for place in answers["imei_at"] if place != "box" or answers["box"] in ("photographed", "at_hand")}
    found = {
        "imei": "ready" if there - {"nowhere"} else "obtain",
        "lock_code": {"noted": "ready", "can_read": "prepare", "cannot_read": "unavailable"}[code],
        "box_photo": {"photographed": "ready", "at_hand": photo, "label_missing": photo, "none": "unavailable"}[
            answers["box"]
        ],
        "proof_of_purchase": {"photographed": "ready", "paper": photo, "order_page": photo, "can_ask": "obtain",
                              "none": "unavailable"}[answers["proof"]],
        "sms_number": "ready" if answers["sms_number"] == "free" else "obtain",
        "identity_card": "maybe_asked",
        "purchase_country": "maybe_asked",
    }  # fmt: skip
    if answers["account"] == "own":
        found["account_identifier"] = "unavailable" if answers["remember"] == "nothing" else "ready"
    return found


def expected(answers: Answers, today: date = TODAY) -> Expected:
    """Apply the table of routes, what ends the search first."""
    sent = answers.get("applied_on")
    if answers["holder"] == "finder":
        return Expected("hand_in", None, {}, 0, 0, None)
    if answers["screen"] in STOPS:
        return Expected(STOPS[answers["screen"]], None, {}, 0, 0, None)
    if answers["progress"] == "approved":
        return Expected("activate", None, {}, 0, 0, None)
    if answers["progress"] == "waiting":
        earliest, latest = window(sent)
        again = max(sent + timedelta(days=3), latest + timedelta(days=1))
        return Expected("wait", None, {}, 0, 0, (sent, earliest, latest, again))
    if answers.get("receive") == "works":
        return Expected("self_service", None, {}, 0, 0, None)
    return _application(answers, today)


def _application(answers: Answers, today: date) -> Expected:
    found = statuses(answers)
    order = sorted(_possible(answers, found))
    last = "previous_owner" if answers["account"] == "previous_owner" else "contact"
    ways = [route for _, route in order] + [last]
    route, fallback = ways[0], ways[1] if len(ways) > 1 else None
    if not order:
        listed = {id: found[id] for id in ("imei", "proof_of_purchase", "box_photo")}
        return Expected(route, None, listed, 0, 0, None)
    sheet = {id for need in NEEDS[route] for id in need}
    sheet |= {"identity_card", "purchase_country"} if route == "unlock" else set()
    ready = sum(any(found[id] == "ready" for id in need) for need in NEEDS[route])
    sent = answers.get("applied_on")
    again = sent + timedelta(days=3) if sent else None
    dates = (sent, *window(max(today, again or today)), again)
    return Expected(route, fallback, {id: found[id] for id in sheet}, ready, len(NEEDS[route]), dates)


def _possible(answers: Answers, found: dict[str, str]) -> Iterator[tuple[tuple[bool, int, int, int], str]]:
    """Give the applications that are not out, each with what it is ranked by."""
    better = ("ready", "prepare", "obtain", "unavailable")
    for place, route in enumerate(("unlock", "recover")):
        if route == "recover" and answers["account"] != "own":
            continue
        best = [min((found[id] for id in need), key=better.index) for need in NEEDS[route]]
        if "unavailable" not in best:
            refused = answers["progress"] == "rejected" and answers["applied_route"] == route
            yield (refused, best.count("obtain"), best.count("prepare"), place), route


@cache
def window(sent: date) -> tuple[date, date]:
    """Count three working days after the day of sending: by weekends only, and by days off and joint leave too."""
    from holidays import country_holidays

    off = country_holidays("ID", years=(sent.year, sent.year + 1), categories=("public", "government"))
    ends = []
    for is_off in (lambda day: False, lambda day: day in off):
        day, left = sent, 3
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5 and not is_off(day)
        ends.append(day)
    return ends[0], ends[1]
