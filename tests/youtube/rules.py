"""What YouTube refuses in what a video is said to be."""

from tests.youtube.errors import ApiError
from tests.youtube.store import Doc
from tests.youtube.world import seconds

DOMAIN = "youtube.video"
_CATEGORIES = {str(n) for n in (1, 2, 10, 15, 17, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29)}


def invalid_metadata(reason: str, message: str, location: str) -> ApiError:
    """A property that breaks a rule, where it stands."""
    return ApiError(400, reason, message, domain=DOMAIN, location=f"body.{location}", kind="other")


def check_snippet(snippet: Doc) -> None:
    """Title, description, tags, category."""
    title = snippet.get("title") or ""
    if not title.strip() or len(title) > 100 or {"<", ">"} & set(title):
        message = "The request metadata specifies an invalid or empty video title."
        raise invalid_metadata("invalidTitle", message, "snippet.title")
    description = snippet.get("description") or ""
    if len(description.encode()) > 5000 or {"<", ">"} & set(description):
        message = "The request metadata specifies an invalid video description."
        raise invalid_metadata("invalidDescription", message, "snippet.description")
    tags = snippet.get("tags") or []
    if sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1) > 500:
        message = "The request metadata specifies invalid video keywords."
        raise invalid_metadata("invalidTags", message, "snippet.tags")
    if snippet.get("categoryId") not in _CATEGORIES:
        message = "The <code>snippet.categoryId</code> property specifies an invalid category ID."
        raise invalid_metadata("invalidCategoryId", message, "snippet.categoryId")


def check_status(status: Doc) -> None:
    """Privacy, licence, and a time to publish only what is private."""
    at, asked = status.get("publishAt"), status.get("privacyStatus", "public")
    message = "The request metadata specifies an invalid privacy status."
    if asked not in ("public", "private", "unlisted"):
        raise invalid_metadata("invalidVideoMetadata", message, "status.privacyStatus")
    if status.get("license", "youtube") not in ("youtube", "creativeCommon"):
        message = "The request metadata specifies an invalid license."
        raise invalid_metadata("invalidVideoMetadata", message, "status.license")
    if not at:
        return
    try:
        seconds(at)
        wrong = asked != "private"
    except ValueError:
        wrong = True
    if wrong:
        message = "The request metadata specifies an invalid scheduled publishing time."
        raise invalid_metadata("invalidPublishAt", message, "status.publishAt")


def check_recording(details: Doc) -> None:
    """A date that is one."""
    try:
        if details.get("recordingDate"):
            seconds(details["recordingDate"])
    except ValueError as why:
        message = "The request metadata specifies invalid recording details."
        raise invalid_metadata("invalidRecordingDetails", message, "recordingDetails") from why
