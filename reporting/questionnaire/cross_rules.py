"""Rules across answers, with the form's own messages: "costs may be at most what was received"."""

from decimal import Decimal

from reporting.questionnaire.calculations import calculate
from reporting.questionnaire.conditions import holds
from reporting.questionnaire.document import Rule
from reporting.questionnaire.facts import Facts
from reporting.questionnaire.figures import with_unit
from reporting.questionnaire.reach import Reach


def broken_message(rule: Rule, reach: Reach, facts: Facts) -> str | None:
    """What to say of a broken rule; None while it holds, is open, or doesn't apply."""
    if rule.at not in reach.stored or not holds(rule.applies_if, reach.values):
        return None
    left = calculate(rule.left, reach.numbers, facts)
    right = calculate(rule.right, reach.numbers, facts)
    if left is None or right is None or _is_kept(rule, left, right):
        return None
    message = rule.message.replace("{left}", with_unit(left, rule.unit))
    return message.replace("{right}", with_unit(right, rule.unit))


def _is_kept(rule: Rule, left: Decimal, right: Decimal) -> bool:
    match rule.must_be:
        case "at_most":
            return left <= right
        case "at_least":
            return left >= right
        case "equal":
            return left == right
