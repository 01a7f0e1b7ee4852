-- How many days each stage of a case took, where both of its clocks are known and in order. A case that is not counted
-- is left out once and has no stage.
-- grain: case × stage
with stages as (
    select c.case_id, 'assign' as stage, c.registered_on as from_on, s.assigned_on as to_on
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    union all
    select s.case_id, 'accept' as stage, s.assigned_on as from_on, k.unit_act_on as to_on
    from staging.case s
    inner join core.case_clock k on k.case_id = s.case_id
    union all
    select s.case_id, 'reply' as stage, k.unit_act_on as from_on, s.first_replied_on as to_on
    from staging.case s
    inner join core.case_clock k on k.case_id = s.case_id
    union all
    select s.case_id, 'close' as stage, s.first_replied_on as from_on, s.first_closed_on as to_on
    from staging.case s
    union all
    select s.case_id, 'evaluate' as stage, s.first_closed_on as from_on, s.evaluated_on as to_on
    from staging.case s
)

select
    c.matter_key,
    c.reconstructed,
    c.township,
    c.department,
    c.department_group,
    c.topic_1,
    c.topic_2,
    c.topic_3,
    c.channel,
    c.level,
    c.purpose,
    c.source,
    c.registered_on,
    t.stage,
    case when c.not_counted is null then date_diff('day', t.from_on, t.to_on) end as stage_days_days,
    case when c.not_counted is null then 1 end as stage_days_event,
    c.not_counted as stage_days_x
from core.case c
left join stages t on t.case_id = c.case_id and t.to_on >= t.from_on and c.not_counted is null
where t.stage is not null or c.not_counted is not null
