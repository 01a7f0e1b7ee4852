-- Disputes that were found, column by column from the latest version whose file had the column. A dispute without a
-- day stands on the day through which its first file covers.
-- grain: dispute
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with coalesced as (
    select
        s.thing,
        max(s.reconstructed) as reconstructed,
        min(s.covers_through) as first_listed_on,
        arg_max_null(v.found_on, case when l.has_found_on = 1 then s.position end) as found_on,
        arg_max_null(v.township_code, case when l.has_township_code = 1 then s.position end) as township_code,
        arg_max_null(v.township, case when l.has_township = 1 then s.position end) as township,
        arg_max_null(v.topic_1, case when l.has_topic_1 = 1 then s.position end) as topic_1,
        arg_max_null(v.topic_2, case when l.has_topic_2 = 1 then s.position end) as topic_2,
        arg_max_null(v.topic_3, case when l.has_topic_3 = 1 then s.position end) as topic_3,
        arg_max_null(v.department, case when l.has_department = 1 then s.position end) as department,
        arg_max_null(v.leader_level, case when l.has_leader_level = 1 then s.position end) as leader_level,
        arg_max_null(v.due_on, case when l.has_due_on = 1 then s.position end) as due_on,
        arg_max_null(v.resolved_on, case when l.has_resolved_on = 1 then s.position end) as resolved_on,
        arg_max_null(v.resolved_flag, case when l.has_resolved_flag = 1 then s.position end) as resolved_flag,
        max(l.has_resolved_on) as has_resolved_on
    from staging.ledger_sighting s
    inner join staging.ledger_layout l on l.layout_id = s.layout_id
    inner join raw.dispute_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.source = 'disputes'
    group by s.thing
)

select
    c.thing,
    c.reconstructed,
    coalesce(c.found_on, c.first_listed_on) as listed_on,
    c.found_on,
    c.township_code,
    c.township,
    c.topic_1,
    c.topic_2,
    c.topic_3,
    c.department,
    c.leader_level,
    c.due_on,
    case when c.resolved_on <= b.as_of_on then c.resolved_on end as resolved_on,
    case when c.reconstructed = 0 then c.resolved_flag end as resolved_flag,
    c.has_resolved_on
from coalesced c
cross join config.build b
where coalesce(c.found_on, c.first_listed_on) <= b.as_of_on
