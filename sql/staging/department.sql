-- The department reference table in force: column by column from the files of the build's day, else from the earliest.
-- grain: department
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with layouts as (
    select
        layout_id,
        max(case when field = 'ref_department_name' then 1 else 0 end) as has_name,
        max(case when field = 'aliases' then 1 else 0 end) as has_aliases,
        max(case when field = 'unit_group' then 1 else 0 end) as has_unit_group,
        max(case when field = 'is_petition_organ' then 1 else 0 end) as has_is_petition_organ
    from raw.layout
    where source = 'departments'
    group by layout_id
),

sightings as (
    select
        s.row_key,
        s.content_hash,
        f.layout_id,
        f.in_scope,
        f.file_order,
        max(f.in_scope) over (partition by s.row_key) as has_version,
        min(f.file_order) over (partition by s.row_key) as first_order,
        row_number() over (partition by s.row_key order by f.file_order nulls last, s.row_no nulls last) as position
    from raw.sighting s
    inner join staging.file f on f.file_id = s.file_id
    where s.source = 'departments'
)

select
    v.ref_department_code as code,
    arg_max_null(v.ref_department_name, case when l.has_name = 1 then s.position end) as name,
    arg_max_null(v.aliases, case when l.has_aliases = 1 then s.position end) as aliases,
    arg_max_null(v.unit_group, case when l.has_unit_group = 1 then s.position end) as unit_group,
    arg_max_null(v.is_petition_organ, case when l.has_is_petition_organ = 1 then s.position end) as is_petition_organ
from sightings s
inner join layouts l on l.layout_id = s.layout_id
inner join raw.department_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
where s.in_scope = 1 or (s.has_version = 0 and s.file_order = s.first_order)
group by v.ref_department_code
