"""What Google's discovery document says: routes, parameters, parts, bodies, scopes, media."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from googleapiclient.discovery_cache import get_static_doc

from tests.youtube.errors import ApiError, invalid

Params = Mapping[str, tuple[str, ...]]
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}
_NOT_PARTS = {"kind", "etag"}


@dataclass(frozen=True)
class Method:
    """One method of the API, as the document describes it."""

    id: str
    verb: str
    pattern: re.Pattern[str]
    parameters: Mapping[str, Mapping[str, Any]]
    request: str
    response: str
    scopes: frozenset[str]
    media: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> frozenset[str]:
        """The parts that may be asked for: the properties of the resource."""
        schema = schemas()[self.response or self.request]
        items = schema["properties"].get("items")
        if items:
            schema = schemas()[items["items"]["$ref"]]
        return frozenset(schema["properties"]) - _NOT_PARTS


@cache
def document() -> Mapping[str, Any]:
    """The document that the installed client carries."""
    said = get_static_doc("youtube", "v3")  # type: ignore[no-untyped-call]
    return dict(json.loads(said))


def schemas() -> Mapping[str, Any]:
    """The resources by name."""
    return dict(document()["schemas"])


@cache
def methods() -> Mapping[str, Method]:
    """All methods by id, as `youtube.videos.insert`."""
    found: dict[str, Method] = {}
    _collect(document()["resources"], found)
    return found


def _collect(resources: Mapping[str, Any], found: dict[str, Method]) -> None:
    for resource in resources.values():
        for method in resource.get("methods", {}).values():
            found[method["id"]] = _method(method)
        _collect(resource.get("resources", {}), found)


def _method(said: Mapping[str, Any]) -> Method:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(said["path"]))
    return Method(
        id=said["id"],
        verb=said["httpMethod"],
        pattern=re.compile(pattern),
        parameters=said.get("parameters", {}),
        request=said.get("request", {}).get("$ref", ""),
        response=said.get("response", {}).get("$ref", ""),
        scopes=frozenset(said.get("scopes", ())),
        media=said.get("mediaUpload", {}),
    )


def route(verb: str, path: str) -> tuple[Method, dict[str, str], bool]:
    """The method for a path, what the path says, and whether it is a path for media."""
    bare = path.lstrip("/")
    media = re.match(r"(?:resumable/)?upload/", bare)
    bare = bare[media.end() :] if media else bare
    for method in methods().values():
        match = method.pattern.fullmatch(bare)
        if match and method.verb == verb and (method.media or not media):
            return method, match.groupdict(), bool(media)
    raise ApiError(404, "notFound", "Not Found")


def checked(method: Method, query: Mapping[str, list[str]], path: Mapping[str, str]) -> Params:
    """The parameters, lists split; refused as Google does what the document does not allow."""
    known = {**document()["parameters"], **method.parameters}
    given = {**query, **{name: [value] for name, value in path.items()}}
    checked: dict[str, tuple[str, ...]] = {}
    for name, values in given.items():
        if name == "upload_id" and method.media:
            continue
        if name not in known:
            raise invalid(
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query '
                f"parameter. Field '{name}' could not be found in request message.",
                reason="badRequest",
            )
        checked[name] = _values(name, known[name], values)
    for name, said in method.parameters.items():
        if said.get("required") and not any(checked.get(name, ())):
            raise invalid(f"Required parameter: {name}", name, "required")
    _check_parts(method, checked.get("part", ()))
    return checked


def _values(name: str, said: Mapping[str, Any], values: list[str]) -> tuple[str, ...]:
    if said.get("repeated"):
        return tuple(one.strip() for value in values for one in value.split(","))
    value = values[-1]
    if said["type"] == "boolean" and value not in ("true", "false"):
        raise invalid(f"Invalid value for boolean parameter: {value}", name, "invalidParameter")
    if said["type"] == "integer":
        _check_integer(name, said, value)
    if "enum" in said and value not in said["enum"]:
        raise invalid(f"Invalid string value: '{value}'.", name, "invalidParameter")
    return (value,)


def _check_integer(name: str, said: Mapping[str, Any], value: str) -> None:
    lowest, highest = int(said.get("minimum", 0)), int(said.get("maximum", 2**32 - 1))
    if not value.lstrip("-").isdigit() or not lowest <= int(value) <= highest:
        raise invalid(
            f"Invalid value '{value}'. Values must be within the range: [{lowest}, {highest}]",
            name,
            "invalidParameter",
        )


def _check_parts(method: Method, parts: tuple[str, ...]) -> None:
    for part in parts:
        if part not in method.parts:
            raise ApiError(400, "unknownPart", f"'{part}'", domain="youtube.part", location="part")


def check_body(method: Method, body: object, parts: tuple[str, ...]) -> None:
    """Refuse fields and types that the document does not know, and parts that were not named."""
    _check_value({"$ref": method.request}, body, "")
    assert isinstance(body, dict)
    for part in body:
        if parts and part in method.parts and part not in ("id", *parts):
            raise ApiError(
                400, "unexpectedPart", f"'{part}'", domain="youtube.part", location="part"
            )


def _check_value(said: Mapping[str, Any], value: object, where: str) -> None:
    schema = schemas()[said["$ref"]] if "$ref" in said else said
    kind = schema["type"] if schema.get("format") not in ("int64", "uint64") else "string"
    right = _TYPES.get(kind, (object,))
    if not isinstance(value, right) or (isinstance(value, bool) and bool not in right):
        raise invalid(f"Invalid value at '{where}' (TYPE_{kind.upper()}), {value!r}")
    if "enum" in schema and value not in schema["enum"]:
        raise invalid(f"Invalid value at '{where}', {value!r}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            _check_value(schema["items"], one, f"{where}[{number}]")
    if isinstance(value, dict):
        _check_object(schema, value, where)


def _check_object(schema: Mapping[str, Any], value: Mapping[str, object], where: str) -> None:
    more = schema.get("additionalProperties")
    for name, one in value.items():
        said = schema.get("properties", {}).get(name, more)
        if said is None:
            raise invalid(
                f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}': "
                "Cannot find field."
            )
        if one is not None:
            _check_value(said, one, f"{where}.{name}".lstrip("."))
