-- Every matter, with the breakdowns of the case that was closed first: how long after the reply it came back, and
-- whether it came by two ways. A matter whose repeats are accusations or confidential stands in 不分列 with its case.
-- grain: matter
with reasons as (
    select
        m.matter_id,
        case
            when c.performance_x is not null then c.performance_x
            when c.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when c.first_closed_on is null then 'not_closed'
            when k.has_impossible_closing = 1 or k.has_impossible_reply = 1 then 'impossible_dates'
            when m.replied_on > m.watched_to_on then 'not_mature'
        end as recurrence_x
    from core.matter m
    inner join core.case c on c.case_id = m.case_id
    inner join core.case_clock k on k.case_id = m.case_id
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
    coalesce(c.first_closed_on, c.registered_on) as closed_cohort_on,
    coalesce(m.multi_channel_on, c.registered_on) as multi_channel_on,
    case
        when r.recurrence_x is not null then null
        when m.next_on <= m.watched_to_on then date_diff('day', m.replied_on, m.next_on)
        else date_diff('day', m.replied_on, m.watched_to_on)
    end as recurrence_days,
    case
        when r.recurrence_x is null then case when m.next_on <= m.watched_to_on then 1 else 0 end
    end as recurrence_event,
    case when r.recurrence_x is null then date_diff('day', m.replied_on, m.watched_to_on) end as watched_days,
    r.recurrence_x,
    case when c.not_counted is null then case when m.multi_channel_on is not null then 1 else 0 end end as multi_channel_n,
    c.not_counted as multi_channel_x
from core.matter m
inner join core.case c on c.case_id = m.case_id
inner join reasons r on r.matter_id = m.matter_id
