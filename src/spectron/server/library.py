"""The knowledge base: `/api/v1/{context_id}/knowledge`."""

import time

from fastapi import APIRouter, Request, Response
from starlette.convertors import StringConvertor, register_url_convertor

from spectron.domain.errors import TooLarge
from spectron.domain.library import Document, Excerpt
from spectron.domain.scope import Scope
from spectron.domain.temporal import iso
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import MOST_AT_ONCE, check_length, parameters, problems
from spectron.server.requests import (
    SCOPE_DOC,
    InContext,
    OnceOnly,
    check_query,
    memory_of,
    page_docs,
    read_page,
    read_scope,
)
from spectron.service.library import NewDocument
from spectron.wire import library as wire
from spectron.wire.library import MOST_CONTENT_BYTES
from spectron.wire.recall import SignalInfo


class DocumentPart(StringConvertor):
    """The last part of a document's address: whatever is not the name of a route beside it."""

    regex = "(?!search$)[^/]+"


register_url_convertor("document", DocumentPart())
router = APIRouter(prefix="/api/v1/{context_id}", tags=["knowledge base"], route_class=StrictRoute)


@router.post("/knowledge", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def add_document(
    request: Request, access: InContext, once: OnceOnly, body: wire.NewDocument
) -> wire.DocumentInfo:
    """Keep a document to be found by; it replaces the one that its scope has under the same label.

    The same document again changes nothing. It is found by its words once this answers.
    """
    check_query(request)
    _check_size(body.content)
    new = NewDocument(body.label, body.content, Scope.of(body.scope), body.metadata)
    return _document(await memory_of(request).library.add(access, new, once))


@router.get(
    "/knowledge",
    responses=problems(400, 401, 403, 404),
    openapi_extra=parameters(SCOPE_DOC, *page_docs(100, MOST_AT_ONCE)),
)
async def list_documents(request: Request, access: InContext) -> wire.DocumentList:
    """Documents inside a scope, those given last first, without their content."""
    scope, page = read_scope(request, "limit", "offset"), read_page(request, 100, MOST_AT_ONCE)
    found, total = await memory_of(request).library.list(access, scope, page.limit, page.offset)
    return wire.DocumentList(data=[_document(one) for one in found], total=total)


@router.post("/knowledge/search", responses=problems(400, 401, 403, 404, 413, 422))
async def consult(request: Request, access: InContext, body: wire.NewConsultation) -> wire.Consultation:
    """Find the parts of documents that answer a query, as a prompt in this scope may see them, and say why."""
    began = time.perf_counter()
    check_query(request)
    check_length(body.query, "query")
    scope = None if body.scope is None else Scope.of(body.scope)
    found = await memory_of(request).library.search(access, scope, body.query, body.k)
    reason = f"words alone: {found.failure}" if found.failure else "words and meaning, weighed together"
    return wire.Consultation(
        results=[excerpt(one) for one in found.excerpts],
        unseen=found.unseen,
        reason=reason,
        query_ms=round((time.perf_counter() - began) * 1_000, 3),
    )


@router.get("/knowledge/{document_id:document}", responses=problems(400, 401, 403, 404))
async def get_document(request: Request, access: InContext, document_id: str) -> wire.DocumentDetail:
    """One document as it was given."""
    check_query(request)
    found, content = await memory_of(request).library.get(access, document_id)
    return wire.DocumentDetail(**_document(found).model_dump(), content=content)


@router.delete("/knowledge/{document_id:document}", status_code=204, responses=problems(400, 401, 403, 404))
async def delete_document(request: Request, access: InContext, document_id: str) -> Response:
    """Erase a document for good; returns once no file holds it any more."""
    check_query(request)
    await memory_of(request).library.delete(access, document_id)
    return Response(status_code=204)


def _check_size(content: str) -> None:
    size = len(content.encode())
    if size > MOST_CONTENT_BYTES:
        raise TooLarge.at("content", f"at most {MOST_CONTENT_BYTES} bytes in UTF-8, got {size}")


def _document(one: Document) -> wire.DocumentInfo:
    return wire.DocumentInfo(
        id=one.id,
        label=one.label,
        scope=one.scope.as_dict(),
        metadata=dict(one.metadata),
        chunks=one.chunks,
        created_at=iso(one.created_at) or "",
        updated_at=iso(one.updated_at) or "",
    )


def excerpt(one: Excerpt) -> wire.ExcerptInfo:
    """A part of a document that was found."""
    return wire.ExcerptInfo(
        document_id=one.document,
        label=one.label,
        content=one.content,
        score=one.score,
        why=[SignalInfo(signal=each.signal, points=each.points, note=each.note) for each in one.why],
        start=one.start,
        end=one.end,
    )
