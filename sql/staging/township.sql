-- The township reference table in force: the latest version of each row among files of the build's day.
-- grain: township
with sightings as (
    select s.row_key, s.content_hash,
        row_number() over (partition by s.row_key order by f.file_order desc nulls last, s.row_no desc nulls last) as place
    from raw.sighting s
    inner join staging.file f on f.file_id = s.file_id
    where s.source = 'townships'
)

select
    v.ref_township_code as code,
    v.ref_township_name as name,
    v.unit_group,
    v.population,
    v.aliases
from sightings s
inner join raw.township_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
where s.place = 1
