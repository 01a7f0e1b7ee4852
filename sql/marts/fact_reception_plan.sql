-- Planned receptions and whether a leader of that level received on the day. Nothing of a person.
-- grain: planned reception
with held as (
    select held_on, leader_level, max(1) as is_held
    from staging.reception
    where held_span = 'day'
    group by held_on, leader_level
),

-- A plan without a level is kept by anybody.
kept as (
    select p.thing, max(h.is_held) as is_kept
    from staging.reception_plan p
    inner join held h on h.held_on = p.planned_on and h.leader_level = coalesce(p.leader_level, h.leader_level)
    group by p.thing
)

select
    p.reconstructed,
    coalesce(p.leader_level, '未填') as leader_level,
    p.planned_on,
    case when p.planned_on <= c.clock_on and k.is_kept = 1 then 1 else 0 end as reception_plan_kept_n,
    case when p.planned_on <= c.clock_on then 1 else 0 end as reception_plan_kept_d,
    case when p.planned_on > c.clock_on then 'not_yet_due' end as reception_plan_kept_x
from staging.reception_plan p
inner join config.source_clock c on c.source = 'receptions'
left join kept k on k.thing = p.thing
