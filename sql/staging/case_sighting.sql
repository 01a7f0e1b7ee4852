-- The sightings that a build as of its day may use, in the order in which they hold: by export, then by row,
-- the lead unit's row last. A case with no version that old is taken from its earliest one and marked. A file without
-- units says nothing of the unit that another file leaves blank.
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
),

known as (
    select
        s.row_key,
        s.row_no,
        s.content_hash,
        s.file_id,
        s.layout_id,
        s.file_order,
        s.reconstructed,
        l.has_department,
        v.department,
        v.unit_role,
        case when v.assigned_on <= b.as_of_on then v.assigned_at end as assigned_at,
        max(case when l.has_unit_role = 1 then s.file_order end) over (
            partition by s.row_key, l.has_department, v.department order by s.file_order nulls last
        ) as role_order,
        max(case when l.has_assigned_at = 1 then s.file_order end) over (
            partition by s.row_key, l.has_department, v.department order by s.file_order nulls last
        ) as assigned_order
    from chosen s
    inner join staging.layout l on l.layout_id = s.layout_id
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    cross join config.build b
),

unit_file as (
    select row_key, has_department, department, file_order, max(unit_role) as unit_role, max(assigned_at) as assigned_at
    from known
    group by row_key, has_department, department, file_order
),

placed as (
    select
        k.row_key,
        k.row_no,
        k.content_hash,
        k.file_id,
        k.layout_id,
        k.file_order,
        k.reconstructed,
        r.unit_role,
        a.assigned_at
    from known k
    left join unit_file r
        on r.row_key = k.row_key and r.file_order = k.role_order and r.has_department = k.has_department
        and coalesce(r.department, '') = coalesce(k.department, '')
    left join unit_file a
        on a.row_key = k.row_key and a.file_order = k.assigned_order and a.has_department = k.has_department
        and coalesce(a.department, '') = coalesce(k.department, '')
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
                case when s.unit_role = 'lead' then 1 else 0 end desc nulls last,
                s.assigned_at desc nulls last,
                s.row_no desc nulls last
        ) = 1 then 1
        else 0
    end as is_lead,
    row_number() over (
        partition by s.row_key
        order by
            s.file_order nulls last,
            case when s.unit_role = 'lead' then 1 else 0 end nulls last,
            s.assigned_at nulls first,
            s.row_no nulls last
    ) as position
from placed s
