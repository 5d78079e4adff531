"""Answers to commands as intents: each command gets one, whatever happens to the runs that give it."""

from collections.abc import Iterable

from faultbook.delivery.intent import Action, Answer, Intent, intent_id
from faultbook.delivery.texts.answering import answer_text
from faultbook.delivery.watching.change import Change, ChangeKind


def answers_of(changes: Iterable[Change]) -> list[Intent]:
    """The answers to the commands among changes: a thumbs-up where it is done, else a comment with the sentence."""
    commands = {each.change_id: each for each in changes if each.kind is ChangeKind.COMMAND}
    found = [_answer(change) for change in commands.values() if change.comment_id is not None]
    return sorted(found, key=lambda intent: (intent.at, intent.intent_id))


def _answer(change: Change) -> Intent:
    number = str(change.comment_id)
    name = intent_id(change.incident_id, change.tracker, Action.ANSWER, number)
    mark = f"<!-- faultbook:answer:{name} -->"
    text = answer_text(change.refused, change.author or "", mark)
    return Intent(
        name,
        change.incident_id,
        change.tracker,
        Action.ANSWER,
        number,
        0,
        change.recorded_at,
        change.at,
        change.recorded_at,
        answer=Answer(change.place, change.comment_id or 0, mark, text, is_done=change.refused is None),
    )
