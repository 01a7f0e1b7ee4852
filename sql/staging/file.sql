-- Files that are not withdrawn, in the order in which their contents hold.
-- grain: file
select
    f.file_id,
    f.source,
    f.layout_id,
    f.exported_at,
    f.covers_through,
    f.clock_through,
    case when f.exported_at <= b.as_of_at then 1 else 0 end as in_scope,
    case when f.exported_at <= b.as_of_at or min(f.exported_at) over (partition by f.source) > b.as_of_at then 1 else 0 end as in_use,
    row_number() over (order by f.exported_at nulls last, f.file_id nulls last) as file_order
from raw.file f
cross join config.build b
where f.retracted_at is null
