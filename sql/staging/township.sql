-- The township reference table in force: column by column from the files of the build's day, else from the earliest.
-- grain: township
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with layouts as (
    select
        layout_id,
        max(case when field = 'ref_township_name' then 1 else 0 end) as has_name,
        max(case when field = 'aliases' then 1 else 0 end) as has_aliases,
        max(case when field = 'population' then 1 else 0 end) as has_population,
        max(case when field = 'neighbours' then 1 else 0 end) as has_neighbours,
        max(case when field = 'unit_group' then 1 else 0 end) as has_unit_group
    from raw.layout
    where source = 'townships'
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
    where s.source = 'townships'
)

select
    v.ref_township_code as code,
    arg_max_null(v.ref_township_name, case when l.has_name = 1 then s.position end) as name,
    arg_max_null(v.aliases, case when l.has_aliases = 1 then s.position end) as aliases,
    arg_max_null(v.population, case when l.has_population = 1 then s.position end) as population,
    arg_max_null(v.neighbours, case when l.has_neighbours = 1 then s.position end) as neighbours,
    arg_max_null(v.unit_group, case when l.has_unit_group = 1 then s.position end) as unit_group
from sightings s
inner join layouts l on l.layout_id = s.layout_id
inner join raw.township_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
where s.in_scope = 1 or (s.has_version = 0 and s.file_order = s.first_order)
group by v.ref_township_code
