-- Decisions of meetings with a unit and a date, column by column from the latest version whose file had the column.
-- grain: decision
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with coalesced as (
    select
        s.thing,
        max(s.reconstructed) as reconstructed,
        min(s.covers_through) as first_listed_on,
        arg_max_null(v.decided_on, case when l.has_decided_on = 1 then s.position end) as decided_on,
        arg_max_null(v.department, case when l.has_department = 1 then s.position end) as department,
        arg_max_null(v.due_on, case when l.has_due_on = 1 then s.position end) as due_on,
        arg_max_null(v.done_on, case when l.has_done_on = 1 then s.position end) as done_on,
        max(l.has_done_on) as has_done_on
    from staging.ledger_sighting s
    inner join staging.ledger_layout l on l.layout_id = s.layout_id
    inner join raw.decision_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.source = 'decisions'
    group by s.thing
)

select
    c.thing,
    c.reconstructed,
    coalesce(c.decided_on, c.first_listed_on) as listed_on,
    c.decided_on,
    c.department,
    c.due_on,
    case when c.done_on <= b.as_of_on then c.done_on end as done_on,
    c.has_done_on
from coalesced c
cross join config.build b
where coalesce(c.decided_on, c.first_listed_on) <= b.as_of_on
