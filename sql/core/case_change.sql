-- What an export changed of a case that an earlier export had already said: a value that was there is another or gone.
-- A value that appears for the first time is progress, not a change. Lead unit's rows only.
-- grain: case × file × field
with leads as (
    select
        row_key, content_hash, file_id, layout_id,
        row_number() over (partition by row_key order by position nulls last) as place
    from staging.case_sighting
    where is_lead = 1
),

pairs as (
    select
        a.row_key as case_id,
        a.file_id,
        w.registered_on,
        v.registered_on as is_registered_on,
        w.registered_on as was_registered_on,
        case when l.has_registered_at = 1 and k.has_registered_at = 1 then 1 else 0 end as has_registered_at,
        v.petitioned_on as is_petitioned_on,
        w.petitioned_on as was_petitioned_on,
        case when l.has_petitioned_on = 1 and k.has_petitioned_on = 1 then 1 else 0 end as has_petitioned_on,
        v.channel as is_channel,
        w.channel as was_channel,
        case when l.has_channel = 1 and k.has_channel = 1 then 1 else 0 end as has_channel,
        v.persons as is_persons,
        w.persons as was_persons,
        case when l.has_persons = 1 and k.has_persons = 1 then 1 else 0 end as has_persons,
        v.township as is_township,
        w.township as was_township,
        case when l.has_township = 1 and k.has_township = 1 then 1 else 0 end as has_township,
        v.department as is_department,
        w.department as was_department,
        case when l.has_department = 1 and k.has_department = 1 then 1 else 0 end as has_department,
        v.topic_1 as is_topic_1,
        w.topic_1 as was_topic_1,
        case when l.has_topic_1 = 1 and k.has_topic_1 = 1 then 1 else 0 end as has_topic_1,
        v.first_flag as is_first_flag,
        w.first_flag as was_first_flag,
        case when l.has_first_flag = 1 and k.has_first_flag = 1 then 1 else 0 end as has_first_flag,
        v.local_first_flag as is_local_first_flag,
        w.local_first_flag as was_local_first_flag,
        case when l.has_local_first_flag = 1 and k.has_local_first_flag = 1 then 1 else 0 end as has_local_first_flag,
        v.repeat_flag as is_repeat_flag,
        w.repeat_flag as was_repeat_flag,
        case when l.has_repeat_flag = 1 and k.has_repeat_flag = 1 then 1 else 0 end as has_repeat_flag,
        v.nonnormal_flag as is_nonnormal_flag,
        w.nonnormal_flag as was_nonnormal_flag,
        case when l.has_nonnormal_flag = 1 and k.has_nonnormal_flag = 1 then 1 else 0 end as has_nonnormal_flag,
        v.destination_level as is_destination_level,
        w.destination_level as was_destination_level,
        case when l.has_destination_level = 1 and k.has_destination_level = 1 then 1 else 0 end as has_destination_level,
        v.counted_flag as is_counted_flag,
        w.counted_flag as was_counted_flag,
        case when l.has_counted_flag = 1 and k.has_counted_flag = 1 then 1 else 0 end as has_counted_flag,
        v.deadline_on as is_deadline_on,
        w.deadline_on as was_deadline_on,
        case when l.has_deadline_on = 1 and k.has_deadline_on = 1 then 1 else 0 end as has_deadline_on,
        v.replied_on as is_replied_on,
        w.replied_on as was_replied_on,
        case when l.has_replied_at = 1 and k.has_replied_at = 1 then 1 else 0 end as has_replied_at,
        v.closed_on as is_closed_on,
        w.closed_on as was_closed_on,
        case when l.has_closed_at = 1 and k.has_closed_at = 1 then 1 else 0 end as has_closed_at
    from leads a
    inner join leads b on b.row_key = a.row_key and b.place = a.place - 1
    inner join staging.layout l on l.layout_id = a.layout_id
    inner join staging.layout k on k.layout_id = b.layout_id
    inner join raw.case_version v on v.row_key = a.row_key and v.content_hash = a.content_hash
    inner join raw.case_version w on w.row_key = b.row_key and w.content_hash = b.content_hash
    where a.content_hash <> b.content_hash
)

select case_id, registered_on, file_id, 'registered_on' as field
from pairs
where has_registered_at = 1 and was_registered_on is not null and (is_registered_on is null or is_registered_on <> was_registered_on)
union all
select case_id, registered_on, file_id, 'petitioned_on' as field
from pairs
where has_petitioned_on = 1 and was_petitioned_on is not null and (is_petitioned_on is null or is_petitioned_on <> was_petitioned_on)
union all
select case_id, registered_on, file_id, 'channel' as field
from pairs
where has_channel = 1 and was_channel is not null and (is_channel is null or is_channel <> was_channel)
union all
select case_id, registered_on, file_id, 'persons' as field
from pairs
where has_persons = 1 and was_persons is not null and (is_persons is null or is_persons <> was_persons)
union all
select case_id, registered_on, file_id, 'township' as field
from pairs
where has_township = 1 and was_township is not null and (is_township is null or is_township <> was_township)
union all
select case_id, registered_on, file_id, 'department' as field
from pairs
where has_department = 1 and was_department is not null and (is_department is null or is_department <> was_department)
union all
select case_id, registered_on, file_id, 'topic_1' as field
from pairs
where has_topic_1 = 1 and was_topic_1 is not null and (is_topic_1 is null or is_topic_1 <> was_topic_1)
union all
select case_id, registered_on, file_id, 'first_flag' as field
from pairs
where has_first_flag = 1 and was_first_flag is not null and (is_first_flag is null or is_first_flag <> was_first_flag)
union all
select case_id, registered_on, file_id, 'local_first_flag' as field
from pairs
where has_local_first_flag = 1 and was_local_first_flag is not null and (is_local_first_flag is null or is_local_first_flag <> was_local_first_flag)
union all
select case_id, registered_on, file_id, 'repeat_flag' as field
from pairs
where has_repeat_flag = 1 and was_repeat_flag is not null and (is_repeat_flag is null or is_repeat_flag <> was_repeat_flag)
union all
select case_id, registered_on, file_id, 'nonnormal_flag' as field
from pairs
where has_nonnormal_flag = 1 and was_nonnormal_flag is not null and (is_nonnormal_flag is null or is_nonnormal_flag <> was_nonnormal_flag)
union all
select case_id, registered_on, file_id, 'destination_level' as field
from pairs
where has_destination_level = 1 and was_destination_level is not null and (is_destination_level is null or is_destination_level <> was_destination_level)
union all
select case_id, registered_on, file_id, 'counted_flag' as field
from pairs
where has_counted_flag = 1 and was_counted_flag is not null and (is_counted_flag is null or is_counted_flag <> was_counted_flag)
union all
select case_id, registered_on, file_id, 'deadline_on' as field
from pairs
where has_deadline_on = 1 and was_deadline_on is not null and (is_deadline_on is null or is_deadline_on <> was_deadline_on)
union all
select case_id, registered_on, file_id, 'replied_on' as field
from pairs
where has_replied_at = 1 and was_replied_on is not null and (is_replied_on is null or is_replied_on <> was_replied_on)
union all
select case_id, registered_on, file_id, 'closed_on' as field
from pairs
where has_closed_at = 1 and was_closed_on is not null and (is_closed_on is null or is_closed_on <> was_closed_on)
