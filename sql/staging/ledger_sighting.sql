-- The sightings of ledger rows that a build as of its day may use, in the order in which they hold. A row with no
-- version that old is taken from its earliest one and marked. A case listed without a kind is 包案.
-- grain: sighting of a ledger row
with sightings as (
    select
        s.source,
        case
            when s.source = 'owned_cases' and s.row_key like '%|' then concat(s.row_key, 'owned')
            else s.row_key
        end as thing,
        s.row_key,
        s.row_no,
        s.content_hash,
        f.layout_id,
        f.covers_through,
        f.in_scope,
        f.file_order
    from raw.sighting s
    inner join staging.file f on f.file_id = s.file_id
    where s.source in ('receptions', 'reception_plan', 'owned_cases', 'disputes', 'decisions')
),

placed as (
    select
        source,
        thing,
        row_key,
        content_hash,
        layout_id,
        covers_through,
        in_scope,
        file_order,
        max(in_scope) over (partition by source, thing) as has_version,
        min(file_order) over (partition by source, thing) as first_order,
        row_number() over (partition by source, thing order by file_order nulls last, row_no nulls last) as position
    from sightings
)

select
    source,
    thing,
    row_key,
    content_hash,
    layout_id,
    covers_through,
    position,
    1 - has_version as reconstructed
from placed
where in_scope = 1 or (has_version = 0 and file_order = first_order)
