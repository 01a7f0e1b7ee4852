-- The units of each case: the handling rows of the latest export of the case that carries a unit.
-- grain: case × unit
with rows as (
    select s.row_key, s.file_order, s.position, s.reconstructed, v.department, v.unit_role, v.assigned_on,
        v.accepted_by_unit_on, v.notice_on, v.replied_on
    from staging.case_sighting s
    inner join staging.layout l on l.layout_id = s.layout_id
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where l.has_department = 1
),

latest as (
    select row_key, max(file_order) as file_order
    from rows
    group by row_key
),

placed as (
    select
        r.*,
        row_number() over (partition by r.row_key, r.department order by r.position desc nulls last) as place,
        row_number() over (partition by r.row_key order by r.position desc nulls last) as lead_place
    from rows r
    inner join latest t on t.row_key = r.row_key and t.file_order = r.file_order
)

select
    p.row_key as case_id,
    p.department,
    case when p.lead_place = 1 then 1 else 0 end as is_lead,
    case when p.assigned_on <= b.as_of_on then p.assigned_on end as assigned_on,
    case when p.accepted_by_unit_on <= b.as_of_on then p.accepted_by_unit_on end as accepted_by_unit_on,
    case when p.notice_on <= b.as_of_on then p.notice_on end as notice_on,
    case when p.replied_on <= b.as_of_on then p.replied_on end as replied_on
from placed p
cross join config.build b
where p.place = 1
