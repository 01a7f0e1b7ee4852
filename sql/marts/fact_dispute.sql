-- Disputes as sums: all breakdowns, a day for each cohort, and for each metric the one reason why a dispute is left
-- out of it. No number of the ledger.
-- grain: dispute
with states as (
    select
        d.thing,
        case
            when d.resolved_on is not null or d.resolved_flag = 1 then 1
            when d.resolved_flag = 0 or d.has_resolved_on = 1 then 0
        end as is_resolved,
        row_number() over (order by md5(concat(d.thing, cast(b.as_of_at as varchar))) nulls last) as matter_key
    from staging.dispute d
    cross join config.build b
),

reasons as (
    select
        d.thing,
        s.is_resolved,
        s.matter_key,
        c.clock_on,
        case when s.is_resolved is null then 'resolved_unknown' end as resolved_x,
        case
            when s.is_resolved is null then 'resolved_unknown'
            when s.is_resolved = 1 and d.resolved_on is null then 'resolved_without_date'
        end as resolving_x,
        case
            when s.is_resolved = 1 then null
            when s.is_resolved is null then 'resolved_unknown'
            when d.due_on is null then 'no_deadline'
        end as due_x,
        case
            when s.is_resolved = 1 then null
            when s.is_resolved is null then 'resolved_unknown'
            when d.found_on is null then 'no_date'
        end as age_x
    from staging.dispute d
    inner join states s on s.thing = d.thing
    inner join config.source_clock c on c.source = 'disputes'
)

select
    r.matter_key,
    d.reconstructed,
    u.township,
    u.department,
    u.department_group,
    coalesce(d.topic_1, '未填') as topic_1,
    coalesce(d.topic_2, '未填') as topic_2,
    coalesce(d.topic_3, '未填') as topic_3,
    coalesce(d.leader_level, '未填') as leader_level,
    d.listed_on,
    coalesce(d.resolved_on, d.listed_on) as resolved_cohort_on,
    1 as disputes_found_n,
    cast(null as varchar) as disputes_found_x,
    case when r.resolving_x is null then r.is_resolved end as disputes_resolved_n,
    r.resolving_x as disputes_resolved_x,
    coalesce(r.is_resolved, 0) as disputes_resolved_rate_n,
    case when r.resolved_x is null then 1 else 0 end as disputes_resolved_rate_d,
    r.resolved_x as disputes_resolved_rate_x,
    1 - r.is_resolved as disputes_open_n,
    r.resolved_x as disputes_open_x,
    case
        when r.due_x is not null then null
        when r.is_resolved = 0 and d.due_on <= r.clock_on then 1
        else 0
    end as disputes_overdue_n,
    r.due_x as disputes_overdue_x,
    case when r.is_resolved = 0 then date_diff('day', d.found_on, greatest(d.found_on, r.clock_on)) end as disputes_open_age_n,
    case when r.is_resolved = 0 and r.age_x is null then 1 else 0 end as disputes_open_age_d,
    r.age_x as disputes_open_age_x
from staging.dispute d
inner join reasons r on r.thing = d.thing
inner join core.ledger_unit u on u.ledger = 'dispute' and u.thing = d.thing
