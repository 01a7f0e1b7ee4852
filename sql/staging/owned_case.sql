-- Cases that a leader took on (包案), instructed (批示) or has supervised (督办), column by column from the latest
-- version whose file had the column. A case without a day stands on the day through which its first file covers.
-- grain: owned case × kind
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with coalesced as (
    select
        s.thing,
        max(s.reconstructed) as reconstructed,
        max(v.owned_id) as owned_id,
        max(coalesce(v.ownership, 'owned')) as ownership,
        min(s.covers_through) as first_listed_on,
        arg_max_null(v.leader_level, case when l.has_leader_level = 1 then s.position end) as leader_level,
        arg_max_null(v.owning_department, case when l.has_owning_department = 1 then s.position end) as owning_department,
        arg_max_null(v.township_code, case when l.has_township_code = 1 then s.position end) as township_code,
        arg_max_null(v.township, case when l.has_township = 1 then s.position end) as township,
        arg_max_null(v.event_persons, case when l.has_event_persons = 1 then s.position end) as event_persons,
        arg_max_null(v.owned_on, case when l.has_owned_on = 1 then s.position end) as owned_on,
        arg_max_null(v.due_on, case when l.has_due_on = 1 then s.position end) as due_on,
        arg_max_null(v.last_progress_on, case when l.has_last_progress_on = 1 then s.position end) as last_progress_on,
        arg_max_null(v.case_closed_on, case when l.has_case_closed_on = 1 then s.position end) as case_closed_on,
        arg_max_null(v.settled_on, case when l.has_settled_on = 1 then s.position end) as settled_on,
        arg_max_null(v.settled_flag, case when l.has_settled_flag = 1 then s.position end) as settled_flag,
        max(l.has_case_closed_on) as has_case_closed_on,
        max(l.has_settled_on) as has_settled_on
    from staging.ledger_sighting s
    inner join staging.ledger_layout l on l.layout_id = s.layout_id
    inner join raw.owned_case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.source = 'owned_cases'
    group by s.thing
)

select
    c.owned_id,
    c.ownership,
    c.reconstructed,
    coalesce(c.owned_on, c.first_listed_on) as listed_on,
    c.owned_on,
    c.leader_level,
    c.owning_department,
    c.township_code,
    c.township,
    c.event_persons,
    c.due_on,
    case when c.last_progress_on <= b.as_of_on then c.last_progress_on end as last_progress_on,
    case when c.case_closed_on <= b.as_of_on then c.case_closed_on end as case_closed_on,
    case when c.settled_on <= b.as_of_on then c.settled_on end as settled_on,
    case when c.reconstructed = 0 then c.settled_flag end as settled_flag,
    c.has_case_closed_on,
    c.has_settled_on
from coalesced c
cross join config.build b
where coalesce(c.owned_on, c.first_listed_on) <= b.as_of_on
