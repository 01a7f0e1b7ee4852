-- The sightings that a build as of its day may use, in the order in which they hold: by export, then by row,
-- the lead unit's row last. A case with no version that old is taken from its earliest one and marked.
-- grain: sighting of a case
with sightings as (
    select s.row_key, s.row_no, s.content_hash, f.file_id, f.layout_id, f.in_scope, f.file_order
    from raw.sighting s
    inner join staging.file f on f.file_id = s.file_id
    where s.source = 'cases'
),

cases as (
    select row_key, max(in_scope) as has_version, min(file_order) as first_order
    from sightings
    group by row_key
),

chosen as (
    select
        s.row_key,
        s.row_no,
        s.content_hash,
        s.file_id,
        s.layout_id,
        s.file_order,
        1 - c.has_version as reconstructed
    from sightings s
    inner join cases c on c.row_key = s.row_key
    where s.in_scope = 1 or (c.has_version = 0 and s.file_order = c.first_order)
)

select
    s.row_key,
    s.content_hash,
    s.file_id,
    s.layout_id,
    s.file_order,
    s.reconstructed,
    case
        when row_number() over (
            partition by s.row_key, s.file_order
            order by
                case when v.unit_role = 'lead' then 1 else 0 end desc nulls last,
                v.assigned_at desc nulls last,
                s.row_no desc nulls last
        ) = 1 then 1
        else 0
    end as is_lead,
    row_number() over (
        partition by s.row_key
        order by
            s.file_order nulls last,
            case when v.unit_role = 'lead' then 1 else 0 end nulls last,
            v.assigned_at nulls first,
            s.row_no nulls last
    ) as position
from chosen s
inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
