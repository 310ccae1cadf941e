"""The pages of the modeler: lists, editors, versions, new documents, upload and download."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from designer.errors import DomainError
from designer.identity.access import requires
from designer.identity.actor import signed_in_actor
from designer.identity.body_cap import accepts_up_to
from designer.identity.headers import allow_style_attributes
from designer.modeler import blank, catalogue, service, upload
from designer.modeler.library import Document
from designer.modeler.outline import MAX_BYTES
from designer.modeler.sections import SECTIONS, Section
from engine.commands.bundles import FileKind
from engine.errors import EngineError

blueprint = Blueprint("modeler", __name__, template_folder="templates")

# Room for the file and the few bytes of the form around it.
_UPLOAD_BYTES = MAX_BYTES + 64 * 1024
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_KINDS: dict[str, FileKind] = {section.path: kind for kind, section in SECTIONS.items()}


def _route(rule: str, method: str = "GET", *paths: str) -> Callable[[View], View]:
    """Route a view below the path of each kind (or of `paths`), which it is given as `path`."""

    def register(view: View) -> View:
        for path in paths or _KINDS:
            # One rule per path: a converter over all of them would let /<key> win over /new.
            blueprint.add_url_rule(f"/{path}{rule}", view.__name__, view, defaults={"path": path}, methods=[method])
        return view

    return register


@blueprint.app_template_global("document_url")
def document_url(document: Document) -> str:
    """The address of the editor of a document."""
    if document.kind == "form":
        return url_for("modeler.edit_form", key=document.key)
    return url_for("modeler.edit_diagram", path=SECTIONS[document.kind].path, key=document.key)


@blueprint.get("/processes")
@requires("modeler.read")
def processes() -> ResponseReturnValue:
    """The list of processes."""
    return _list_page(SECTIONS["bpmn"])


@blueprint.get("/decisions")
@requires("modeler.read")
def decisions() -> ResponseReturnValue:
    """The list of decisions."""
    return _list_page(SECTIONS["dmn"])


@blueprint.get("/forms")
@requires("modeler.read")
def forms() -> ResponseReturnValue:
    """The list of forms."""
    return _list_page(SECTIONS["form"])


def _list_page(section: Section) -> ResponseReturnValue:
    wanted, only_drafts = request.args.get("q", "").strip().lower(), request.args.get("drafts") == "1"
    here = service.workspace(signed_in_actor())
    found = [entry for entry in catalogue.entries(here.documents) if entry.document.kind == section.kind]
    shown = [
        entry
        for entry in found
        if wanted in f"{entry.title} {entry.document.key}".lower()
        and not (only_drafts and entry.document.state == "deployed")
    ]
    drafts = sum(entry.document.state != "deployed" for entry in found)
    return render_template(
        "modeler/list.html", section=section, entries=shown, total=len(found), drafts=drafts, only_drafts=only_drafts
    )


@_route("/<key>", "GET", "processes", "decisions")
@requires("modeler.read")
@allow_style_attributes
def edit_diagram(path: str, key: str) -> ResponseReturnValue:
    """The editor of a process or of decisions."""
    return _editor(SECTIONS[_KINDS[path]], key)


@blueprint.get("/forms/<key>")
@requires("modeler.read")
def edit_form(key: str) -> ResponseReturnValue:
    """The editor of a form."""
    return _editor(SECTIONS["form"], key)


def _editor(section: Section, key: str) -> ResponseReturnValue:
    actor = signed_in_actor()
    here = service.workspace(actor)
    document = here.get(section.kind, key)
    entry = next(entry for entry in catalogue.entries(here.documents) if entry.document == document)
    props: dict[str, Any] = {
        "kind": section.kind,
        "key": key,
        "content": document.content.decode("utf-8", "replace"),
        "revision": document.revision,
        "base": document.base,
        "draftUrl": url_for("modeler_api.show", kind=section.kind, key=key),
        "problemsUrl": url_for("modeler_api.problems", kind=section.kind, key=key),
        "readOnly": not actor.may("modeler.edit"),
    }
    if section.kind == "bpmn":
        props["catalog"] = catalogue.choices(here.documents)
        props["connectorsUrl"] = url_for("catalog_api.connectors")
    return render_template("modeler/editor.html", section=section, entry=entry, document=document, props=props)


@_route("/<key>/versions")
@requires("modeler.read")
def versions(path: str, key: str) -> ResponseReturnValue:
    """Everything that was ever saved of a document."""
    section, actor = SECTIONS[_KINDS[path]], signed_in_actor()
    document = service.open_document(actor, section.kind, key)
    found = service.list_versions(actor, section.kind, key)
    title = catalogue.outline_of(document).title or key
    return render_template("modeler/versions.html", section=section, document=document, title=title, versions=found)


@_route("/<key>/versions/<int:version_id>/restore", "POST")
@requires("modeler.edit")
def restore(path: str, key: str, version_id: int) -> ResponseReturnValue:
    """Make an old version the draft again."""
    document = service.restore(signed_in_actor(), _KINDS[path], key, version_id)
    flash(f"Version {version_id} is the draft again, as revision {document.revision}.", "success")
    return redirect(document_url(document))


@_route("/<key>/discard", "POST")
@requires("modeler.edit")
def discard(path: str, key: str) -> ResponseReturnValue:
    """Drop the pending draft."""
    service.discard(signed_in_actor(), _KINDS[path], key)
    flash(f"The draft of {key} was discarded. Its versions are kept.", "success")
    return redirect(f"/{path}")


@_route("/<key>/file")
@requires("modeler.read")
def download(path: str, key: str) -> ResponseReturnValue:
    """The file: the pending draft, else what is deployed; `version` names one that was saved before."""
    section, actor = SECTIONS[_KINDS[path]], signed_in_actor()
    document = service.open_document(actor, section.kind, key)
    version_id = request.args.get("version", type=int)
    content = document.content
    if version_id is not None:
        content = service.version_content(actor, section.kind, key, version_id)
    reply = Response(content, mimetype=section.media_type)
    reply.headers.set("Content-Disposition", "attachment", filename=document.file_name)
    return reply


@_route("/new")
@requires("modeler.edit")
def new(path: str) -> ResponseReturnValue:
    """Ask for the name of a new document, or for a file to upload."""
    return _new_page(SECTIONS[_KINDS[path]])


@_route("/new", "POST")
@requires("modeler.edit")
def create(path: str) -> ResponseReturnValue:
    """Begin a document from the smallest template."""
    section = SECTIONS[_KINDS[path]]
    name = request.form.get("name", "").strip()
    key = request.form.get("key", "").strip() or upload.key_from(name)
    try:
        content = blank.document(section.kind, key, name or key)
        document = service.create(signed_in_actor(), section.kind, key, content, note="Begun")
    except (DomainError, EngineError) as error:
        return _new_page(section, error, name=name, key=key)
    return redirect(document_url(document))


@_route("/upload", "POST")
@requires("modeler.edit")
@accepts_up_to(_UPLOAD_BYTES)
def take_file(path: str) -> ResponseReturnValue:
    """Take a file as a draft: a new document, or the next revision of the one it is called like."""
    section = SECTIONS[_KINDS[path]]
    file = request.files.get("file")
    try:
        document = upload.take(signed_in_actor(), section.kind, file.filename if file else None, file)
    except (DomainError, EngineError) as error:
        return _new_page(section, error)
    flash(f"{document.file_name} is a draft now, revision {document.revision}.", "success")
    return redirect(document_url(document))


def _new_page(section: Section, error: DomainError | EngineError | None = None, **values: str) -> ResponseReturnValue:
    problems = getattr(error, "problems", ())
    page = render_template("modeler/new.html", section=section, error=error, problems=problems, values=values)
    return page, 422 if error else 200
