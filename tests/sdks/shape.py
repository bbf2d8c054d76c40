"""Whether an answer is what an SDK's model says it is: no field that it does not know, and no value of another type."""

import typing

from Tea.model import TeaModel


def check(models, action, answer):
    """Insists that an answer fits the model of it."""
    model = getattr(models, f"{action}ResponseBody")
    differences = list(_of_object(model().from_map(answer), answer, action))
    if differences:
        raise AssertionError("\n".join(differences))


def _of_object(parsed, raw, where):
    types = typing.get_type_hints(type(parsed).__init__)
    attributes = {name.replace("_", ""): name for name in types}
    for key, value in raw.items():
        # The models' names are the API's in another spelling.
        name = attributes.get(key.lower())
        # Nothing is said by null, which some fields are documented to be.
        if value is None:
            continue
        if name is None:
            yield f"{where}.{key} is no field of {type(parsed).__name__}"
        else:
            yield from _of_value(types[name], getattr(parsed, name), value, f"{where}.{key}")


def _of_value(wanted, parsed, raw, where):
    kind = typing.get_origin(wanted) or wanted
    if kind is list and isinstance(raw, list):
        if len(parsed or ()) != len(raw):
            yield f"{where} has {len(raw)} members, of which {len(parsed or ())} were read"
            return
        (of_members,) = typing.get_args(wanted)
        for number, (one, member) in enumerate(zip(parsed, raw)):
            yield from _of_value(of_members, one, member, f"{where}[{number}]")
    elif isinstance(raw, dict) and isinstance(parsed, TeaModel):
        yield from _of_object(parsed, raw, where)
    elif parsed != raw:
        yield f"{where} is {raw!r}, and {parsed!r} was read"
    # A whole number is written the same whether the field takes fractions or not.
    elif kind is not typing.Any and type(raw) is not kind and not (kind is float and type(raw) is int):
        yield f"{where} is {raw!r}, and not of type {getattr(kind, '__name__', kind)}"
