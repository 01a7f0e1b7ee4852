-- Section 5 of the metric book, case by case: who was asked, who answered in time, and what they said.
-- grain: case
with scope as (
    select
        c.case_id,
        s.evaluation_unit,
        s.evaluation_office,
        k.evaluation_due_on,
        case
            when c.performance_x is not null then c.performance_x
            when k.evaluation_due_on is null and k.is_closed_undated = 0 then 'not_closed'
            when k.evaluation_due_on is null then 'closed_without_date'
            when k.evaluation_due_on > b.clock_on then 'not_yet_due'
        end as scope_x,
        case when s.evaluated_on > k.evaluation_due_on then 1 else 0 end as is_late,
        case when s.evaluation_unit in ('satisfied', 'mostly_satisfied', 'dissatisfied') then 1 else 0 end as has_unit,
        case when s.evaluation_office in ('satisfied', 'mostly_satisfied', 'dissatisfied') then 1 else 0 end as has_office,
        case when s.evaluation_unit in ('satisfied', 'mostly_satisfied') then 1 else 0 end as likes_unit,
        case when s.evaluation_office in ('satisfied', 'mostly_satisfied') then 1 else 0 end as likes_office
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    inner join core.case_clock k on k.case_id = c.case_id
    cross join config.build b
),

answers as (
    select
        s.*,
        case
            when s.scope_x is not null then s.scope_x
            when s.has_unit = 0 then 'not_evaluated'
            when s.is_late = 1 then 'evaluated_late'
        end as unit_x,
        case
            when s.scope_x is not null then s.scope_x
            when s.has_office = 0 then 'not_evaluated'
            when s.is_late = 1 then 'evaluated_late'
        end as office_x
    from scope s
)

select
    a.case_id,
    a.scope_x as participation_x,
    case when a.scope_x is null then 1 end as participation_d,
    case when a.scope_x is null then case when a.unit_x is null then 1 else 0 end end as participation_unit_n,
    case when a.unit_x is null then a.likes_unit end as satisfied_unit_n,
    case when a.unit_x is null then 1 end as satisfied_unit_d,
    a.unit_x as satisfied_unit_x,
    case when a.scope_x is null then case when a.unit_x is null then a.likes_unit else 0 end end as satisfied_unit_low_n,
    case when a.scope_x is null then case when a.unit_x is null then a.likes_unit else 1 end end as satisfied_unit_high_n,
    case when a.scope_x is null then case when a.office_x is null then 1 else 0 end end as participation_office_n,
    case when a.office_x is null then a.likes_office end as satisfied_office_n,
    case when a.office_x is null then 1 end as satisfied_office_d,
    a.office_x as satisfied_office_x,
    case when a.scope_x is null then case when a.office_x is null then a.likes_office else 0 end end as satisfied_office_low_n,
    case when a.scope_x is null then case when a.office_x is null then a.likes_office else 1 end end as satisfied_office_high_n
from answers a
