"""The round that every golden message is about, and how each message is produced."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from actions.answers.drafts import write_draft
from actions.answers.telling_owners import tell_owners
from actions.coordinators.managers import leave_to_coordinators
from actions.registers.lines import store_lines
from actions.rounds.deadlines import extend_unit
from actions.rounds.excusing import excuse_row
from actions.rounds.locking import lock_round
from actions.rounds.reopening import reopen_round
from actions.rounds.review import send_back
from bot.requests.routing import route
from handlers.access import access_row
from handlers.context import Pressed, Refusal, Said
from messages.build import build
from messages.coordinators.operations.troubles import renamed_message, trouble_message
from messages.coordinators.rounds.uncovered import departure_message
from messages.parts import Form, Message, Reply, say
from models.answers.queries import current_answer
from models.answers.tables import Answer
from models.operations.trouble import EVENTS, MANAGEMENT, OUTAGE, WORKSPACE, Trouble
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person
from models.plan.views import RowView
from models.registers.all import BY_NAME
from models.registers.declaration import Line, Value
from models.registers.links.targets import Targets
from models.registers.occasions import to_tell
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState, RequestKind
from tests.handlers.conftest import Office

ANNA, BO, TARNA, COORDINATOR = "UAGFOLK01", "UAGSAMH01", "UAGTARN01", "USAMORD01"
MANAGER = "UCHFOLK01"


class Scene:
    """A round of the real plan, after an earlier one with an answer; everybody reads the same language."""

    def __init__(self, office: Office, language: str) -> None:
        self.office = office
        session = office.session
        session.execute(update(Person).values(language=language))
        raise_revision(session, "people")
        session.flush()
        office.options = type(office.options)(office.options.zone, language, alerts="all")
        earlier = office.open("Helår 2021")
        office.ask(earlier)
        office.answer(ANNA, 13, Status.GREEN, "Länsdialogen är planerad.")
        office.close(earlier)
        office.now += timedelta(days=60)
        self.round: Round = office.open("Halvår 2022")
        office.ask(self.round, TARNA)
        for prompt in session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.PROMPT)):
            prompt.platform_channel, prompt.platform_message = "D1", "1.1"

    def answers(self) -> None:
        """Answers of every status, one of them with hostile markup."""
        office = self.office
        office.now += timedelta(days=1)
        office.answer(ANNA, 12, Status.GREEN, "Dialogen är genomförd.")
        office.answer(ANNA, 13, Status.YELLOW, "Försenad <!channel> *fet* & mer.", cause="Vakans", action="Rekrytering",
                      action_owner="Enhetschefen", action_due=date(2022, 10, 1))  # fmt: skip
        office.answer(ANNA, 14, Status.RED, "Lång kommentar. " * 45)
        office.answer(BO, 34, Status.CANNOT_ASSESS, "För tidigt.")
        tell_owners(office.session, office.now)

    def sent(self, kind: DeliveryKind, account: str | None = None) -> Message:
        """The newest message of a kind, to this account or to management, as it would be sent now."""
        person = load_directory(self.office.session).by_account("slack", account) if account else None
        query = select(Delivery).where(Delivery.kind == kind, Delivery.round_id == self.round.id)
        if person:
            query = query.where(Delivery.person_id == person.id)
        delivery = self.office.session.scalars(query.order_by(Delivery.id.desc())).first()
        assert delivery is not None
        message = build(self.office.session, delivery, self.office.options)
        assert message is not None
        return message

    def about(self, kind: DeliveryKind, account: str, payload: dict[str, Any] | None = None) -> Message:
        """A message as the schedule would queue it for this account."""
        person = load_directory(self.office.session).by_account("slack", account)
        assert person is not None
        row = Delivery(kind=kind, round_id=self.round.id, person_id=person.id, platform="slack",
                       state=DeliveryState.PENDING, created_at=self.office.now, due_at=self.office.now,
                       payload=payload)  # fmt: skip
        message = build(self.office.session, row, self.office.options)
        assert message is not None
        return message

    def said(self, account: str, words: str) -> Reply:
        return self._run(account, Said("all", words))

    def pressed(self, account: str, action: str, value: str) -> Reply:
        return self._run(account, Pressed(action, value))

    def _run(self, account: str, asked: Said | Pressed) -> Reply:
        try:
            return route(asked).handler(self.office.context(account))
        except Refusal as refusal:
            return say(str(refusal))

    def close(self) -> None:
        self.office.now = self.round.deadline + timedelta(seconds=1)
        self.office.close(self.round)


def _form_after(row: int, account: str) -> Callable[[Scene], Reply]:
    def show(scene: Scene) -> Reply:
        from handlers.answers.form.submitting import submit

        form = scene.said(account, f"rapportera {row}")
        assert isinstance(form, Form)
        values = {"status": "green", "comment": "Går bra.", "scope": "both"}
        return submit(scene.office.context(account), form.state, values)

    return show


def _all_done(scene: Scene) -> Reply:
    for row in (76, 77):
        scene.office.answer(TARNA, row, Status.GREEN)
    return scene.said(TARNA, "rapportera")


def _rung(step: str, kind: DeliveryKind, account: str) -> Callable[[Scene], Reply]:
    """A step of the ladder, of a round with reminders."""

    def show(scene: Scene) -> Reply:
        scene.round.reminders = ["P2D"]
        at = scene.round.deadline + timedelta(days=3 if kind is DeliveryKind.ESCALATION else 1)
        if step == "before":
            at = scene.round.deadline - timedelta(days=2)
        return scene.about(kind, account, {"step": step, "at": at.isoformat()})

    return later(show) if step == "before" else closed(show)


def _closed_by_hand(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    """Closed ten days after its opening, long before its deadline."""

    def after(scene: Scene) -> Reply:
        scene.answers()
        scene.office.now += timedelta(days=9)
        scene.office.close(scene.round)
        scene.office.session.flush()
        return show(scene)

    return after


def _locked(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    def after(scene: Scene) -> Reply:
        scene.answers()
        scene.office.now += timedelta(days=9)
        scene.office.close(scene.round)
        lock_round(scene.office.session, scene.round, scene.office.now, scene.office.options, why="Prövning.")
        return show(scene)

    return after


def _moved(scene: Scene, account: str) -> Reply:
    old, new = scene.round.deadline, scene.round.deadline + timedelta(days=7)
    scene.round.deadline = new
    return scene.about(DeliveryKind.DEADLINE, account, {"before": old.isoformat(), "after": new.isoformat()})


def _last_day(scene: Scene) -> Reply:
    """Somebody could not be reached, the answers have been given."""
    scene.answers()
    bo = (Delivery.round_id == scene.round.id, Delivery.destination == "person:" + str(_person_id(scene, BO)))
    failed = {"state": DeliveryState.FAILED, "error": "user_disabled"}
    scene.office.session.execute(update(Delivery).where(*bo).values(failed))
    return scene.about(DeliveryKind.ROUND_NEWS, COORDINATOR, {"occasion": "last_day"})


def _person_id(scene: Scene, account: str) -> int:
    person = load_directory(scene.office.session).by_account("slack", account)
    assert person is not None
    return person.id


def _reopened(scene: Scene) -> Reply:
    scene.close()
    reopen_round(scene.office.session, scene.round, "Stängd av misstag", scene.office.now, scene.office.options)
    return scene.sent(DeliveryKind.DEADLINE, ANNA)


def _unit_has_more_time(scene: Scene) -> Reply:
    scene.close()
    now = scene.office.now
    [unit] = [unit for unit in load_directory(scene.office.session).units if unit.name == "Folkhälsa"]
    extend_unit(scene.office.session, scene.round, unit, now + timedelta(days=7), now, None)
    return scene.sent(DeliveryKind.DEADLINE, ANNA)


def _notice(scene: Scene) -> Reply:
    tell_owners(scene.office.session, scene.office.now)
    return scene.sent(DeliveryKind.NOTICE, "UAGVALF01")


def _excused(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    """Two rows need not be answered."""

    def after(scene: Scene) -> Reply:
        for row in (16, 76):
            excuse_row(scene.office.session, scene.round, _row(scene, row), "Börjar i höst", scene.office.now)
        scene.close()
        return show(scene)

    return after


def _sent_back(scene: Scene) -> Reply:
    answer = current_answer(scene.office.session, scene.round.id, _row(scene, 13).placement_id)
    assert answer is not None
    question = "När kommer <!channel> *beslutet*?"
    send_back(scene.office.session, scene.round, _row(scene, 13), answer, question, None, scene.office.now,
              scene.office.options)  # fmt: skip
    return scene.sent(DeliveryKind.RETURNED, ANNA)


def _row(scene: Scene, number: int) -> RowView:
    plan = plan_of_round(load_directory(scene.office.session), scene.round)
    assert plan is not None
    return plan.by_row[number]


def _moved_when_done(scene: Scene) -> Reply:
    _all_done(scene)
    return _moved(scene, TARNA)


def _before_answers(kind: DeliveryKind, account: str) -> Callable[[Scene], Reply]:
    return lambda scene: scene.about(kind, account)


def _newcomer(scene: Scene) -> Reply:
    """The first opening message ever: none of an earlier round was sent."""
    scene.office.session.execute(
        update(Delivery).where(Delivery.round_id != scene.round.id).values(state=DeliveryState.CANCELLED)
    )
    return scene.about(DeliveryKind.PROMPT, ANNA)


def later(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    def after(scene: Scene) -> Reply:
        scene.answers()
        return show(scene)

    return after


def closed(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    def after(scene: Scene) -> Reply:
        scene.answers()
        scene.close()
        return show(scene)

    return after


def said(words: str, account: str = ANNA) -> Callable[[Scene], Reply]:
    return later(lambda scene: scene.said(account, words))


def _outage(scene: Scene) -> Reply:
    scene.round.opened_late_seconds = 7200
    row = Delivery(kind=DeliveryKind.OUTAGE, round_id=scene.round.id, platform="slack", destination="management")
    message = build(scene.office.session, row, scene.office.options)
    assert message is not None
    return message


def _changed(scene: Scene) -> Reply:
    scene.office.answer(ANNA, 14, Status.GREEN, "Ordnat.")
    return scene.sent(DeliveryKind.ALERT_CHANGE)


def _late(scene: Scene) -> Reply:
    scene.office.answer(ANNA, 16, Status.RED, "Kom sent.")
    return scene.sent(DeliveryKind.SUMMARY_CHANGE)


def _page(scene: Scene) -> Reply:
    return scene.sent(DeliveryKind.PAGE, BO)


def _done(scene: Scene) -> Reply:
    _all_done(scene)
    return scene.about(DeliveryKind.PROMPT_UPDATE, TARNA)


def _nudged_by_manager(scene: Scene) -> Reply:
    scene.pressed(MANAGER, "missing_ask", str(scene.round.id))
    return scene.sent(DeliveryKind.NUDGE, ANNA)


def _asked_by_manager(kind: RequestKind) -> Callable[[Scene], Reply]:
    """What a manager leaves to the coordinators, with hostile markup."""

    def words(scene: Scene) -> Reply:
        ctx = scene.office.context(MANAGER)
        row = load_directory(ctx.session).plans[-1].by_row[16]
        words = "Gul <!channel>. Ring 070-123 45 67."
        leave_to_coordinators(ctx.session, scene.round, row, ctx.person(), kind, words, ctx.now, ctx.options)
        return scene.sent(DeliveryKind.COORDINATOR, COORDINATOR)

    return words


def _trouble(subject: str, code: str, is_over: bool) -> Callable[[Scene], Reply]:
    def words(scene: Scene) -> Reply:
        now, since = scene.office.now, scene.office.now - timedelta(hours=7)
        at = [since.isoformat()]
        items = [
            {"round": scene.round.id, "what": what, "at": at, "deadline": scene.round.deadline.isoformat()}
            for what in ("open", "remind", "close")
        ]
        trouble = Trouble(platform="slack", subject=subject, code=code, since=since, next_try_at=now,
                          over_at=now if is_over else None, details={"items": items})  # fmt: skip
        return trouble_message(scene.office.session, trouble, scene.office.options.translator())

    return words


def _followed(*rows: int, before: Status | None = Status.GREEN) -> Callable[[Scene], Reply]:
    """What somebody is told who follows these rows."""

    def show(scene: Scene) -> Reply:
        plan = load_directory(scene.office.session).plans[-1]
        placements = [plan.by_row[row].placement_id for row in rows]
        query = select(Answer).where(Answer.placement_id.in_(placements), Answer.round_id == scene.round.id)
        changes = {str(each.placement_id): {"before": before, "answer": each.id}
                   for each in scene.office.session.scalars(query)}  # fmt: skip
        return scene.about(DeliveryKind.FOLLOWED, MANAGER, {"changes": changes})

    return later(show)


def _departed(left: bool) -> Callable[[Scene], Reply]:
    def words(scene: Scene) -> Reply:
        directory = load_directory(scene.office.session)
        person = directory.by_account("slack", TARNA)
        assert person is not None
        rows = directory.owned_rows(person, directory.plans[-1])
        return departure_message(scene.office.options.translator(), scene.round.name, person, rows if left else ())

    return words


def _home(account: str) -> Callable[[Scene], Reply]:
    """The page of an account, with answers of every colour, one of them changed, and a draft."""

    def page(scene: Scene) -> Reply:
        scene.answers()
        scene.office.now += timedelta(days=1)
        scene.office.answer(ANNA, 12, Status.YELLOW, "Försenad.")
        ctx = scene.office.context(ANNA)
        write_draft(
            ctx.session, access_row(ctx, 16), ctx.person().id, {"status": "green", "comment": "Inte färdig"}, ctx.now
        )
        row = Delivery(kind=DeliveryKind.HOME, platform="slack", destination=f"home:{account}", due_at=scene.office.now)
        message = build(scene.office.session, row, scene.office.options)
        assert message is not None
        return message

    return page


def _absence_told(what: str) -> Callable[[Scene], Reply]:
    """What an owner is told of their absence by their manager."""

    def show(scene: Scene) -> Reply:
        if what:
            scene.said(MANAGER, "frånvaro Ägare Folkhälsa 4–8 juli")
        scene.said(MANAGER, f"frånvaro Ägare Folkhälsa {what or '4–8 juli'}")
        query = select(Delivery).where(Delivery.kind == DeliveryKind.ABSENCE).order_by(Delivery.id.desc())
        message = build(scene.office.session, scene.office.session.scalars(query).all()[0], scene.office.options)
        assert message is not None
        return message

    return show


PLAN_CHANGES: list[dict[str, Any]] = [
    {"what": "moved", "rows": [14], "activity": "A", "before": "Folkhälsa", "after": "Kultur och ideell sektor"},
    {"what": "ended", "rows": [85], "activity": "B", "why": "Nämnden beslutade <det>", "after": None},
    {"what": "ended", "rows": [86], "activity": "C", "why": "Dubblett.", "after": 15},
    {"what": "merged", "rows": [87], "activity": "D", "after": 15, "wording": "En & samma", "ends": True},
    {"what": "merged", "rows": [16], "activity": "E", "after": 40, "wording": "En & samma", "ends": False},
    {"what": "grew", "rows": [15], "activity": "F", "before": 87, "after": "Folkhälsa / Välfärd"},
    {"what": "reworded", "rows": [12, 40], "before": "Gammal lydelse", "after": "Ny lydelse"},
    {"what": "goals", "rows": [12], "activity": "G", "before": "Digital omställning", "after": "Hållbar utveckling"},
]


def _dates(scene: Scene) -> Reply:
    """What is coming and what has passed, in three registers."""
    session, today = scene.office.session, scene.office.now.date()
    directory = load_directory(session)
    targets = Targets(session, directory, plan_of_round(directory, scene.round))
    for register, line in (
        ("wheel", Line("H1", {"event": "Delårsrapport & <bokslut>", "on": f"{today + timedelta(days=3)}",
                              "forum": "Regionstyrelsen", "deliverable": "Delårsrapport"})),
        ("feedback", Line("Å1", {"audience": "Länets kommuner", "what": "Årets resultat",
                                 "planned_on": f"{today - timedelta(days=1)}"})),
        ("projects", Line("P1", {"name": "Vägar framåt", "report_on": f"{today + timedelta(days=10)}"})),
    ):  # fmt: skip
        assert store_lines(session, BY_NAME[register], targets, [line], scene.office.now).faults == []
    due = to_tell(session, today, scene.office.options.zone)
    return scene.about(DeliveryKind.DATES, COORDINATOR, {"about": [list(mark) for mark in due]})


def _need(*rows: int) -> Callable[[Scene], Reply]:
    """The yearly question about these rows, the first of which was answered two years ago."""

    def show(scene: Scene) -> Reply:
        session, now = scene.office.session, scene.office.now
        directory = load_directory(session)
        plan = plan_of_round(directory, scene.round)
        assert plan is not None
        values: dict[str, Value] = {"about": "A", "answer": "no", "why": "Ring 070-123 45 67 om <behovet>.",
                                    "answered_on": "2020-01-10", "answered_by": "Folkhälsa"}  # fmt: skip
        line = Line("B1", values, (f"row:{rows[0]}",))
        assert store_lines(session, BY_NAME["needs"], Targets(session, directory, plan), [line], now).faults == []
        about = [["row", plan.by_row[row].placement_id] for row in rows]
        return scene.about(DeliveryKind.NEED, ANNA, {"about": about})

    return show


MESSAGES: dict[str, Callable[[Scene], Reply]] = {
    "dates": _dates,
    "need": _need(12, 7),
    "need_of_one": _need(7),
    "form_need": lambda scene: scene.said(COORDINATOR, "behov 14 nej"),
    "followed": _followed(13, 14),
    "followed_many": _followed(12, 13, 14, 34, before=None),
    "weekly": later(lambda scene: scene.about(DeliveryKind.WEEKLY, MANAGER, {"day": "2022-08-08"})),
    "prompt": _before_answers(DeliveryKind.PROMPT, ANNA),
    "prompt_first": _newcomer,
    "prompt_long": _before_answers(DeliveryKind.PROMPT, BO),
    "page": _page,
    "prompt_update": later(lambda scene: scene.about(DeliveryKind.PROMPT_UPDATE, ANNA)),
    "prompt_update_done": _done,
    "reminder": later(lambda scene: scene.about(DeliveryKind.REMINDER, ANNA)),
    "reminder_announcing": _rung("before", DeliveryKind.REMINDER, ANNA),
    "round_news": later(lambda scene: scene.about(DeliveryKind.ROUND_NEWS, COORDINATOR, {"occasion": "reminder"})),
    "round_news_opening": lambda scene: scene.about(DeliveryKind.ROUND_NEWS, COORDINATOR, {"occasion": "opening"}),
    "round_news_last_day": _last_day,
    "reply_round_extend": said("omgång förläng", COORDINATOR),
    "reminder_after": _rung("after", DeliveryKind.REMINDER, ANNA),
    "deadline": later(lambda scene: _moved(scene, ANNA)),
    "deadline_done": _moved_when_done,
    "plan_change": later(lambda scene: scene.about(DeliveryKind.PLAN_CHANGE, ANNA, {"changes": PLAN_CHANGES})),
    "reply_plan_move": lambda scene: scene.said(COORDINATOR, "plan flytta 12 till Kultur"),
    "reply_plan_merge": lambda scene: scene.said(COORDINATOR, "plan slå ihop 12 med 13"),
    "form_plan_change": lambda scene: scene.said(COORDINATOR, "plan ändra 12"),
    "form_plan_add": lambda scene: scene.said(COORDINATOR, "plan lägg till"),
    "form_plan_end": lambda scene: scene.said(COORDINATOR, "plan avsluta 12"),
    "deadline_reopened": _reopened,
    "deadline_unit": _unit_has_more_time,
    "returned": later(_sent_back),
    "prompt_update_closed_by_hand": _closed_by_hand(lambda scene: scene.about(DeliveryKind.PROMPT_UPDATE, ANNA)),
    "prompt_update_locked": _locked(lambda scene: scene.about(DeliveryKind.PROMPT_UPDATE, ANNA)),
    "coordinator_closed_by_hand": _closed_by_hand(lambda scene: scene.sent(DeliveryKind.COORDINATOR, COORDINATOR)),
    "summary_closed_by_hand": _closed_by_hand(lambda scene: scene.sent(DeliveryKind.SUMMARY)),
    "reply_status_closed_by_hand": _closed_by_hand(lambda scene: scene.said(ANNA, "status 12")),
    "reply_round_closed_by_hand": _closed_by_hand(lambda scene: scene.said(COORDINATOR, "omgång Halvår 2022")),
    "escalation": _rung("manager", DeliveryKind.ESCALATION, "UCHFOLK01"),
    "escalation_deputy": _rung("deputy", DeliveryKind.ESCALATION, "UERFOLK01"),
    "escalation_coordinator": _rung("coordinator", DeliveryKind.ESCALATION, COORDINATOR),
    "nudge": later(lambda scene: scene.about(DeliveryKind.NUDGE, TARNA)),
    "nudge_manager": closed(_nudged_by_manager),
    "coordinator_asked_to_answer": closed(_asked_by_manager(RequestKind.ANSWER)),
    "coordinator_asked_to_excuse": closed(_asked_by_manager(RequestKind.EXCUSE)),
    "form_missing_answer": closed(lambda scene: scene.pressed(MANAGER, "missing_answer", str(scene.round.id))),
    "form_missing_excuse": closed(lambda scene: scene.pressed(MANAGER, "missing_excuse", str(scene.round.id))),
    "reply_missing_ask": closed(lambda scene: scene.pressed(MANAGER, "missing_ask", str(scene.round.id))),
    "form_person_add": lambda scene: scene.said(COORDINATOR, "person lägg till"),
    "form_person_change": lambda scene: scene.said(COORDINATOR, "person ändra agare.folkhalsa@example.se"),
    "reply_person": lambda scene: scene.said(COORDINATOR, "person"),
    "reply_person_show": lambda scene: scene.said(COORDINATOR, "person visa agare.folkhalsa@example.se"),
    "reply_person_remove": lambda scene: scene.said(COORDINATOR, "person ta bort ersattare.folkhalsa@example.se"),
    "form_give_row": lambda scene: scene.said(COORDINATOR, "ge rad 16"),
    "reply_give_row": lambda scene: scene.said(COORDINATOR, "ge rad 16 till Ägare Välfärd"),
    "notice": later(_notice),
    "alert": later(lambda scene: scene.sent(DeliveryKind.ALERT)),
    "alert_change": later(_changed),
    "outage": _outage,
    "outage_coordinator": _trouble(OUTAGE, OUTAGE, is_over=True),
    "trouble_management": _trouble(MANAGEMENT, "is_archived", is_over=False),
    "trouble_management_over": _trouble(MANAGEMENT, "not_in_channel", is_over=True),
    "trouble_events": _trouble(EVENTS, "app_rate_limited", is_over=True),
    "trouble_workspace_over": _trouble(WORKSPACE, "token_revoked", is_over=True),
    "trouble_renamed": lambda scene: renamed_message(scene.office.options.translator(), "nya-<ledningen>"),
    "departure": _departed(left=True),
    "departure_others": _departed(left=False),
    "summary": closed(lambda scene: scene.sent(DeliveryKind.SUMMARY)),
    "summary_change": closed(_late),
    "coordinator": closed(lambda scene: scene.sent(DeliveryKind.COORDINATOR, COORDINATOR)),
    "coordinator_excused": _excused(lambda scene: scene.sent(DeliveryKind.COORDINATOR, COORDINATOR)),
    "summary_excused": _excused(lambda scene: scene.sent(DeliveryKind.SUMMARY)),
    "absence": _absence_told(""),
    "absence_removed": _absence_told("ta bort 4–8 juli"),
    "home": _home(ANNA),
    "home_manager": _home(MANAGER),
    "home_coordinator": _home(COORDINATOR),
    "home_guest": _home("U0GAST001"),
    "home_rows": later(lambda scene: scene.pressed(ANNA, "home_rows", f"0|{scene.round.id}")),
    "home_answers": later(lambda scene: scene.pressed(ANNA, "home_answers", f"0|{scene.round.id}")),
    "reply_help": said("hjälp"),
    "reply_help_coordinator": said("hjälp", COORDINATOR),
    "reply_help_guest": said("status", "U0GAST001"),
    "reply_unknown": said("stauts"),
    "reply_absence_other": said("frånvaro Ägare Folkhälsa 4–8 juli", MANAGER),
    "reply_absence_which_days": said("frånvaro jul"),
    "reply_status": said("status"),
    "reply_status_goal": said("status välmående"),
    "reply_status_row": said("status 14"),
    "reply_status_row_unanswered": said("status 16"),
    "reply_status_ambiguous": said("status hållbar"),
    "reply_status_nothing": said("status qwxyz"),
    "reply_deviations": said("avvikelser"),
    "reply_deviations_none": said("avvikelser nyskapande"),
    "reply_receipt": said("rapportera 16 grön Går bra."),
    "reply_receipt_lacking": said("rapportera 16 gul Försenad. Klart: i höst"),
    "reply_receipt_past_day": said("rapportera 16 gul Försenad. Klart: 31 januari 2022"),
    "reply_receipt_two_meanings": said("rapportera 16 gul Försenad. Klart: 12-11-10"),
    "reply_receipt_on_behalf": said("rapportera 12 grön Går bra.", COORDINATOR),
    "reply_receipt_shared": said("rapportera 7 grön Går bra.", BO),
    "reply_receipt_late": closed(lambda scene: scene.said(ANNA, "rapportera 16 grön Går bra.")),
    "reply_ask_status": said("rapportera 16 g Går bra"),
    "reply_ask_colour": said("rapportera 16 Upphandlingen är försenad"),
    "reply_ask_comment": said("rapportera 16 gul"),
    "reply_ask_row": said("rapportera gul 14 dagar försenad"),
    "reply_ask_same": said("rapportera 16, 17 och 25 gul Försenad. Åtgärd: ny tidplan"),
    "reply_ask_each": said("rapportera 16 gul Försenad, 17 grön Går bra"),
    "reply_choose_row": said("rapportera 16, 17"),
    "reply_other_row": said("rapportera 71 grön Går bra."),
    "reply_receipt_several": said("rapportera 16 grön Går bra.\n17 gul Försenad <!channel>\n1 röd Stopp"),
    "reply_receipt_same": lambda scene: scene.pressed(
        ANNA, "answer_all", f"16,17@{scene.round.id}@|yellow|Försenad. Åtgärd: ny tidplan"
    ),
    "reply_receipt_fields": said(
        "rapportera 16 gul " + "Försenad. " * 40 + "Orsak: o, Åtgärd: å, Ansvarig: a, Klart: 2026-03-31"
    ),
    "reply_no_comment": said("rapportera 16 gul"),
    "reply_no_row": said("rapportera gul Försenad"),
    "reply_other_unit": said("rapportera 1 gul Försenad"),
    "reply_no_person": said("rapportera 1 gul Försenad", "U0MEDARB1"),
    "reply_rounds": said("omgång", COORDINATOR),
    "reply_round": said("omgång Halvår 2022", COORDINATOR),
    "reply_round_refused": said("omgång publicera Halvår 2022", COORDINATOR),
    "reply_round_close": later(lambda scene: scene.said(COORDINATOR, "omgång stäng")),
    "reply_round_lock": closed(lambda scene: scene.said(COORDINATOR, "omgång lås")),
    "reply_review": later(lambda scene: scene.said(COORDINATOR, "granska")),
    "form_round": said("omgång ny Halvår 2030", COORDINATOR),
    "reply_round_no_right": said("omgång stäng Halvår 2022"),
    "reply_remind": said("påminn", COORDINATOR),
    "form": lambda scene: scene.said(ANNA, "rapportera"),
    "form_answered": said("rapportera 13"),
    "form_of_another": said("rapportera 34", "UAGVALF01"),
    "form_shared": said("rapportera 7", BO),
    "form_next": _form_after(7, BO),
    "form_all_done": _all_done,
}
