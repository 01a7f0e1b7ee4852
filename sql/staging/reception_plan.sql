-- Receptions that are planned. A plan may lie ahead of the day of the build.
-- grain: planned reception
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with coalesced as (
    select
        s.thing,
        max(s.reconstructed) as reconstructed,
        arg_max_null(v.planned_on, case when l.has_planned_on = 1 then s.position end) as planned_on,
        arg_max_null(v.leader_level, case when l.has_leader_level = 1 then s.position end) as leader_level,
        arg_max_null(v.reception_place, case when l.has_reception_place = 1 then s.position end) as reception_place
    from staging.ledger_sighting s
    inner join staging.ledger_layout l on l.layout_id = s.layout_id
    inner join raw.reception_plan_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.source = 'reception_plan'
    group by s.thing
)

select
    c.thing,
    c.reconstructed,
    c.planned_on,
    c.leader_level,
    c.reception_place
from coalesced c
cross join config.build b
where c.planned_on is not null
