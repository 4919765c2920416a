"""Reads a guide's classes from the nodes of its file, by their annotations, with texts and conditions checked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from micloud_helper.conditions import ALWAYS, All, AnyOf, Condition, Is, Not, Value, Values
from micloud_helper.guide import DAYS, PLACEHOLDER, AtLeast, Guide, Refers, Step, Text, Timing
from micloud_helper.loader.nodes import ABSENT, Node, sanitize
from micloud_helper.loader.reader import Reader, load_messages

Nodes: TypeAlias = Mapping[str, Node]
"""The values of one mapping by key."""

SCHEMA = 1
CONNECTIVES = ("all", "any", "not")
QUOTED = re.compile(r'"([^"]*)"')


EMPTY = {str: "", Literal: "", int: 0, date: date.min, Text: {}, Values: {}, Condition: ALWAYS, tuple: (),
         Mapping: {}}  # fmt: skip
"""Stands for what could not be read; a guide with problems never leaves the loader."""


class Form(NamedTuple):
    """What may stand at a place of the file.

    `kind` is a key of EMPTY or an entity class, `mark` the annotation's marker (of a Literal the words, and the problem
    with another), and `inner` the form of the entries of a list or mapping. Behind a key of an entity it has its `key`,
    and the `field` that it fills.
    """

    kind: Any
    mark: Any = ()
    inner: "Form | None" = None
    key: str = ""
    field: str = ""
    required: bool = False


@cache
def forms_of(entity: type) -> tuple[Form, ...]:
    """Give what stands behind the keys of a class of the guide; an `id` is one though the file may have it as key."""
    return tuple(
        _form(it.type)._replace(
            key=it.metadata.get("key", it.name), field=it.name, required=it.default is it.default_factory is MISSING
        )
        for it in fields(entity)
    )


def _form(hint: Any, mark: Any = ()) -> Form:
    hint = {Text: Text, Values: Values}.get(hint, hint)  # not a copy: what reads it compares by identity
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _form(*args)
    if origin in (Union, UnionType):
        return _form(args[0], mark)
    if origin is Literal:
        return Form(Literal, (args, mark.code if mark else "unknown_kind"))
    if origin in (tuple, Mapping) and hint not in (Text, Values):
        return Form(origin, mark or AtLeast(), _form(args[0] if origin is tuple else args[1]))
    return Form(hint, mark)


class Decoder(Reader):
    """Reads one guide file. What its sections offer to each other is looked up beforehand."""

    def __init__(self, file: str) -> None:
        """Start with nothing read into `values`, and no on-screen words or phrases used."""
        super().__init__(file)
        self.path: list[str] = []
        self.values: dict[str, Any] = {}
        self.quoted: set[str] = set()
        self.used_phrases: set[str] = set()

    def check(self, it: Any, node: Node) -> None:
        """Check what was read from `node`, where annotations do not say everything."""
        raise NotImplementedError

    def _look_up(self, root: Node) -> None:
        """Note what `root` offers: the ids of sections, the options of questions."""
        self.sections: Nodes = {key.text: value for key, value in root.entries}
        self.known: dict[str, Collection[str]] = {id: dict.fromkeys(it.words) for id, it in self.sections.items()}
        self.known["languages"] = load_messages("dates")["full"]
        self.questions = {id.text: node for id, node in self.sections.get("questions", ABSENT).entries}
        self.known["dates"] = [id for id, node in self.questions.items() if node.child("kind").text == "date"]
        self.options = {id: node.child("options").words for id, node in self.questions.items()}
        self.order = {id: number for number, id in enumerate(self.options)}
        self.derived: dict[str, Collection[str]] = {"route": self.known.get("routes", ())}
        if "answer_window" in self.sections:
            self.derived["timing"] = get_args(Timing)
        if self.known.get("details"):
            self.derived["typed"] = self.known["details"]

    def guide(self, root: Node) -> Guide | None:
        """Read the whole from its `root`; None where its languages are not known: no text makes sense before."""
        self._look_up(root)
        forms = {it.key: it for it in forms_of(Guide)}
        required = [key for key, it in forms.items() if it.required]
        self.keys(root, ["schema", *required], ["steps", *(key for key in forms if key not in required)])
        if "schema" in self.sections and self.number(self.sections["schema"], range(1, 1000)) not in (SCHEMA, None):
            self.report("unknown_schema", self.sections["schema"], known=str(SCHEMA))
        count = len(self.found)
        self.languages: tuple[str, ...] = self.behind_key(self.sections, forms.pop("languages"))
        if not self.languages or len(self.found) > count:
            return None
        shared = Form(Mapping, AtLeast(), Form(Step), "steps")
        for form in (forms["phrases"], shared, *forms.values()):  # texts use phrases, and routes steps
            if form.key not in self.values:
                self.values[form.key] = self.behind_key(self.sections, form)
        made = Guide(languages=self.languages, **{key: self.values[key] for key in forms})
        self.check(made, root)
        return made

    def record(self, node: Node, entity: type, id: str = "") -> Any:
        """Read a mapping into a class of the guide; `id` is given where it stands as key before the mapping."""
        forms = [it for it in forms_of(entity) if not (id and it.key == "id")]
        nodes = self.keys(node, [it.key for it in forms if it.required], [it.key for it in forms if not it.required])
        if nodes is None:
            return None
        values = {it.field: self.behind_key(nodes, it) for it in forms if it.required or it.key in nodes}
        made = entity(**values, **({"id": id} if id else {}))
        self.check(made, node)
        return made

    def behind_key(self, nodes: Nodes, form: Form) -> Any:
        """Read a key's value; what stands for nothing where it is missing or cannot be read."""
        value = None
        if form.key in nodes:
            self.path.append(form.key)
            value = self.value(nodes[form.key], form)
            self.path.pop()
        return EMPTY.get(form.kind) if value is None else value

    def value(self, node: Node, form: Form) -> Any:
        """Read what `form` describes, a word being a step that routes share; None where nothing of it can be read."""
        kind, mark, inner = form[:3]
        if kind is Text:
            return self.text(node, mark)
        if kind is str and mark:
            return self.reference(node, mark)
        if kind is str:
            return self.id(node) if self.path[-1] == "id" and node.kind == "word" else self.line(node)
        if kind is Condition:
            return self.condition(node, mark)
        if kind is Values:
            return self.settings(node)
        if kind is Literal:
            return self.one_of(node, *mark)
        if kind is int:
            return self.number(node, mark)
        if kind is date:
            return self.day(node)
        if kind is Step and node.kind == "word":
            return self.values["steps"].get(self.one_of(node, self.known.get("steps", ()), "unknown_step"))
        if inner is None:
            return self.record(node, kind)
        if kind is tuple and not mark.by_id:
            return self.members(node, inner, mark)
        found = self.entries(node, inner, mark)
        return tuple(found.values()) if kind is tuple else found

    def members(self, node: Node, form: Form, at_least: AtLeast) -> tuple[Any, ...]:
        """Read a list. A word in it may stand for a list of one."""
        found: dict[Any, Any] = {}
        if node.kind != "list":
            self.report("not_a_list", node)
            return ()
        for index, item in enumerate(node.items):
            stands_for_list = form.kind is tuple and item.kind == "word"
            value = self.value(item.as_list() if stands_for_list else item, form)
            key = value if form.kind in (str, Literal) and form.mark else index
            if value is not None and key in found:
                self.report("value_twice", item, word=value)
            elif value is not None:
                found[key] = value
        if len(node.items) < at_least.least:
            self.report(at_least.code, node)
        return tuple(found.values())

    def entries(self, node: Node, form: Form, at_least: AtLeast) -> dict[str, Any]:
        """Read a mapping by id."""
        found: dict[str, Any] = {}
        if node.kind != "mapping":
            self.report("not_a_mapping", node, offered=self.path[-1])
            return found
        for key, entry in node.entries:
            if id := self.id(key):
                self.path.append(id)
                value = self.value(entry, form) if form.inner else self.record(entry, form.kind, id)
                self.path.pop()
                if value is not None:
                    found[id] = value
        if len(node.entries) < at_least.least:
            self.report(at_least.code, node)
        return found

    def reference(self, node: Node, to: Refers) -> str | None:
        """Read an id that must exist, or on-screen words that must be listed."""
        if to.section != "on_screen":
            return self.one_of(node, self.known.get(to.section, ()), to.code)
        label = self.line(node)
        if label is not None:
            self.label(node, label)
        return label

    def label(self, node: Node, label: str) -> None:
        """Check that on-screen words are listed, and note that they are used."""
        self.quoted.add(label)
        listed = self.known.get("on_screen", ())
        if label not in listed:
            self.unknown("unknown_on_screen", node, label, listed)

    def text(self, node: Node, placeholders: tuple[str, ...]) -> Text | None:
        """Read one text in all languages; only `placeholders` may stand in it."""
        if node.kind != "mapping":
            self.report("text_not_by_language", node, languages=", ".join(self.languages))
            return None
        nodes = self.keys(node, (), self.languages) or {}
        found: dict[str, str] = {}
        for language in self.languages:
            if language not in nodes:
                self.report("language_missing", node, language=language)
            elif (words := self.line(nodes[language])) is not None:
                found[language] = words
                self._check_words(nodes[language], words, placeholders)
        if len(found) < len(self.languages):
            return None
        first, *others = self.languages
        for code, pattern in (("on_screen_differs", QUOTED), ("placeholders_differ", PLACEHOLDER)):
            marks = {language: sorted(set(pattern.findall(words))) for language, words in found.items()}
            for other in (it for it in others if marks[it] != marks[first]):
                self.report(code, node, first=first, other=other, expected=sanitize(", ".join(marks[first]), 80))
        return found

    def _check_words(self, node: Node, words: str, placeholders: tuple[str, ...]) -> None:
        if words.count('"') % 2:
            self.report("quote_open", node)
        for label in QUOTED.findall(words):
            self.label(node, label)
        phrases = () if self.path[0] == "phrases" else self.known.get("phrases", ())
        names = PLACEHOLDER.findall(words)
        for name in names:
            if name in phrases:
                self.used_phrases.add(name)
                answered = len(self.order) if self.path[-1] in ("said", "if_so") else self.here()
                asked = (it for entry in self.values["phrases"].get(name, ()) for it in entry.when.comparisons())
                if any(self.order[it.question] >= answered for it in asked):
                    self.report("phrase_too_late", node, word=name)
            elif not placeholders and (not phrases or name in (*DAYS, "date")):
                self.report("placeholder_not_here", node, word=sanitize(name))
            elif name not in placeholders:
                self.unknown("unknown_placeholder", node, name, (*placeholders, *phrases))
        if not words.count("{") == words.count("}") == len(names):
            self.report("brace_open", node)

    def settings(self, node: Node) -> Values:
        """Read answers to set, as an answers file has them: an option by question, or a list of options; no dates."""
        found: dict[str, Value] = {}
        if node.kind != "mapping" or not node.entries:
            self.report("not_settings", node)
            return found
        for key, value in node.entries:
            if key.text not in self.questions:
                self.unknown("unknown_question", key, key.text, self.questions)
            elif key.text in self.known["dates"]:
                self.report("setting_on_date", key, word=key.text)
            elif (answer := self._setting(key.text, value)) is not None:
                found[key.text] = answer
        return found

    def _setting(self, question: str, node: Node) -> Value | None:
        offered = self.options[question]
        asked = self.questions[question]
        kind, none = asked.child("kind").text, asked.child("none").text
        if not self.is_answer(node, question, kind):
            return None
        if kind == "choice":
            return self.one_of(node, offered, "unknown_value")
        words = self.members(node, Form(Literal, (offered, "unknown_value")), AtLeast(1))
        if len(words) > 1 and none in words:
            self.report("stands_alone", node, word=none)
        return tuple(option for option in offered if option in words)

    def condition(self, node: Node, derived: Collection[str]) -> Condition | None:
        """Read a condition, which may ask the questions above, and of what the plan finds, `derived`."""
        if node.kind != "mapping" or not node.entries:
            self.report("not_a_condition", node)
            return None
        found = (self._part(key, value, derived) for key, value in node.entries)
        parts = tuple(part for part in found if part is not None)
        return parts[0] if len(parts) == 1 else All(parts) if parts else None

    def _part(self, key: Node, value: Node, derived: Collection[str]) -> Condition | None:
        name = key.text
        if name == "not":
            inner = self.condition(value, derived)
            return None if inner is None else Not(inner)
        if name in ("all", "any"):
            if value.kind != "list" or not value.items:
                self.report("not_a_condition_list", value, key=name)
                return None
            parts = tuple(it for item in value.items if (it := self.condition(item, derived)) is not None)
            return All(parts) if name == "all" else AnyOf(parts)
        offered = self.derived.get(name) if name in derived else self.options.get(name)
        if offered is None:
            found = (it for it in derived if it in self.derived)
            self.unknown("unknown_question", key, name, (*list(self.options)[: self.here()], *found, *CONNECTIVES))
        elif name not in derived and self.order[name] >= self.here():
            self.report("question_too_late", key, word=name)
        elif not offered:
            self.report("condition_on_date", key, word=name)
        else:
            words = self.members(value.as_list(), Form(Literal, (offered, "unknown_value")), AtLeast(1))
            return Is(name, frozenset(words)) if words else None
        return None

    def here(self) -> int:
        """Tell how many questions come before the place that is being read."""
        return self.order[self.path[1]] if self.path[0] == "questions" else len(self.order)
