-- When each extension of a case was first exported.
-- grain: case × extension
with extensions as (
    select s.row_key as case_id, v.extended_to, min(f.covers_through) as extension_seen_on
    from staging.case_sighting s
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    inner join staging.file f on f.file_id = s.file_id
    where v.extended_to is not null and f.in_scope = 1
    group by s.row_key, v.extended_to
)

select case_id, extended_to, extension_seen_on
from extensions
