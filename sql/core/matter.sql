-- Each matter: its first closing or, without one, its first case; the next case after the reply; how long it was
-- watched; whether it came by two ways within 30 days.
-- grain: matter
with next_return as (
    select matter_id, min(occurred_on) as next_on
    from core.matter_return
    group by matter_id
),

channels as (
    select
        matter_id,
        occurred_on,
        channel,
        lag(channel) over (partition by matter_id order by occurred_on nulls last, case_id nulls last) as channel_before,
        lag(occurred_on) over (partition by matter_id order by occurred_on nulls last, case_id nulls last) as day_before
    from core.case
    where channel <> '未填'
),

offices as (
    select
        c.matter_id,
        c.occurred_on,
        s.registered_by,
        lag(s.registered_by) over (partition by c.matter_id order by c.occurred_on nulls last, c.case_id nulls last) as office_before,
        lag(c.occurred_on) over (partition by c.matter_id order by c.occurred_on nulls last, c.case_id nulls last) as day_before
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    where s.registered_by is not null
),

ways as (
    select matter_id, occurred_on
    from channels
    where channel <> channel_before and date_diff('day', day_before, occurred_on) <= 30
    union all
    select matter_id, occurred_on
    from offices
    where registered_by <> office_before and date_diff('day', day_before, occurred_on) <= 30
),

multiple as (
    select matter_id, min(occurred_on) as multi_channel_on
    from ways
    group by matter_id
)

select
    a.matter_id,
    a.case_id,
    a.replied_on,
    n.next_on,
    b.data_through - l.lag_days as watched_to_on,
    w.multi_channel_on
from core.matter_anchor a
left join next_return n on n.matter_id = a.matter_id
left join multiple w on w.matter_id = a.matter_id
cross join core.registration_lag l
cross join config.build b
