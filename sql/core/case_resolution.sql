-- Section 3 of the metric book, case by case: whether a closing held, the backlog, closed and settled.
-- grain: case
with others as (
    select c.case_id, max(1) as has_other
    from core.case c
    cross join config.build b
    inner join core.case o
        on o.matter_id = c.matter_id
        and o.case_id <> c.case_id
        and o.occurred_on >= c.registered_on
        and o.occurred_on <= c.first_closed_on + b.one_off_days
    group by c.case_id
),

reasons as (
    select
        c.case_id,
        case
            when c.performance_x is not null then c.performance_x
            when c.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when c.first_closed_on is null then 'not_closed'
            when k.has_impossible_closing = 1 then 'impossible_dates'
            when c.first_closed_on + b.one_off_days > b.data_through then 'not_mature'
        end as one_off_x,
        case
            when c.not_counted is not null then c.not_counted
            when c.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when c.first_closed_on is null then 'not_closed'
        end as closed_x,
        case when s.backlog_flag = 1 and c.not_counted is null then 1 end as is_backlog,
        case
            when s.backlog_flag = 1 then c.not_counted
            when s.backlog_flag is null then coalesce(c.not_counted, 'backlog_unknown')
        end as backlog_x
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    inner join core.case_clock k on k.case_id = c.case_id
    cross join config.build b
),

states as (
    select
        r.*,
        case
            when s.resolved_flag = 1 then 0
            when s.resolved_flag = 0 then 1
            else k.is_open
        end as is_unresolved
    from reasons r
    inner join staging.case s on s.case_id = r.case_id
    inner join core.case_clock k on k.case_id = r.case_id
)

select
    r.case_id,
    coalesce(c.first_closed_on, c.registered_on) as closed_cohort_on,
    case when r.one_off_x is null then case when o.has_other is null then 1 else 0 end end as one_off_resolution_n,
    case when r.one_off_x is null then 1 end as one_off_resolution_d,
    r.one_off_x as one_off_resolution_x,
    case
        when r.one_off_x is null and s.resolved_flag is not null
            then case when o.has_other is null and s.resolved_flag = 1 then 1 else 0 end
    end as one_off_confirmed_n,
    case when r.one_off_x is null and s.resolved_flag is not null then 1 end as one_off_confirmed_d,
    case
        when r.one_off_x is not null then r.one_off_x
        when s.resolved_flag is null then 'resolved_unknown'
    end as one_off_confirmed_x,
    r.is_backlog as backlog_listed_n,
    case when r.is_backlog = 1 then r.is_unresolved end as backlog_open_n,
    r.backlog_x,
    case
        when r.is_backlog = 1 and r.is_unresolved = 1 then greatest(date_diff('day', c.registered_on, b.clock_on), 0)
    end as backlog_age_days,
    case when r.is_backlog = 1 and r.is_unresolved = 1 then 1 end as backlog_age_event,
    case when r.is_backlog = 1 then s.resolved_flag end as backlog_cleared_n,
    case when r.is_backlog = 1 and s.resolved_flag is not null then 1 end as backlog_cleared_d,
    case
        when r.is_backlog = 1 and s.resolved_flag is null then 'resolved_unknown'
        else r.backlog_x
    end as backlog_cleared_x,
    case
        when r.is_backlog = 1
            then case when k.is_open = 0 and coalesce(s.resolved_flag, 0) = 0 then 1 else 0 end
    end as backlog_closed_n,
    case when r.closed_x is null then 1 - s.settled_flag end as closed_not_settled_n,
    case when r.closed_x is null and s.settled_flag is not null then 1 end as closed_not_settled_d,
    case
        when r.closed_x is not null then r.closed_x
        when s.settled_flag is null then 'settled_unknown'
    end as closed_not_settled_x,
    case
        when r.closed_x is null and s.evaluation_unit in ('satisfied', 'mostly_satisfied', 'dissatisfied')
            then case when s.evaluation_unit = 'dissatisfied' then 1 else 0 end
    end as closed_dissatisfied_n,
    case
        when r.closed_x is null and s.evaluation_unit in ('satisfied', 'mostly_satisfied', 'dissatisfied') then 1
    end as closed_dissatisfied_d,
    case
        when r.closed_x is not null then r.closed_x
        when s.evaluation_unit is null or s.evaluation_unit not in ('satisfied', 'mostly_satisfied', 'dissatisfied')
            then 'not_evaluated'
    end as closed_dissatisfied_x
from states r
inner join core.case c on c.case_id = r.case_id
inner join staging.case s on s.case_id = r.case_id
inner join core.case_clock k on k.case_id = r.case_id
left join others o on o.case_id = r.case_id
cross join config.build b
