"""Installs what comes with Returnflow: the library as a bundle, the return types, and what serves them."""

from importlib.resources import files

import orjson

from designer.database import transaction
from designer.identity.actor import Actor
from designer.modeler import deployment
from designer.returntypes import service
from designer.returntypes.service import TypeDefinition
from engine.commands.bundles import BundleRef


def types() -> tuple[TypeDefinition, ...]:
    """The return types of processes/return_types.json."""
    rows = orjson.loads(files("processes").joinpath("return_types.json").read_bytes())
    return tuple(TypeDefinition(row["code"], row["name"], row["process"], row.get("description", "")) for row in rows)


def install(actor: Actor) -> BundleRef:
    """Deploy the shipped library and activate it for the types that nothing serves yet; again: changes nothing."""
    with transaction() as conn:
        ref = deployment.deploy_shipped(actor)
        service.define(actor, types())
        for definition in types():
            if service.active_for(conn, definition.code) is None:
                service.activate(actor, definition.code, ref.id, note="Shipped library")
        return ref
