-- Every case as sums: all breakdowns, a day for each cohort, 0/1 for each numerator and denominator, and for each
-- metric the one reason why a case is left out of it. No case number, nothing of a person.
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
            when c.channel = '未填' then coalesce(c.not_counted, 'channel_unknown')
            when c.channel = 'visit' then c.not_counted
        end as visit_x,
        case
            when c.persons is null then 'persons_unknown'
            when c.persons < 1 or c.persons > 9999 then 'persons_out_of_range'
        end as persons_x,
        case
            when c.not_counted is not null then c.not_counted
            when c.is_first is null then c.unknown_reason
        end as first_x,
        case
            when c.performance_x is not null then c.performance_x
            when k.office_due_on is null then 'no_deadline'
            when k.office_act_on is null and k.has_undated_act = 1 then 'act_without_date'
            when k.office_due_on > b.clock_on then 'not_yet_due'
        end as office_x,
        case
            when c.performance_x is not null then c.performance_x
            when k.deadline_on is null then 'no_deadline'
            when k.has_impossible_limit = 1 or k.has_impossible_reply = 1 then 'impossible_dates'
            when k.reply_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when k.reply_on is null and k.is_open = 0 then 'ended_without_reply'
            when k.deadline_on > b.clock_on then 'not_yet_due'
        end as reply_x,
        case
            when k.is_open = 0 then null
            when c.not_counted is not null then c.not_counted
            when k.deadline_on is null then 'no_deadline'
            when k.has_impossible_limit = 1 then 'impossible_dates'
        end as open_x,
        case
            when c.performance_x is not null then c.performance_x
            when c.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when c.first_closed_on is null then 'not_closed'
            when k.has_impossible_closing = 1 then 'impossible_dates'
            when c.first_closed_on + b.one_off_days > b.data_through then 'not_mature'
        end as one_off_x,
        case
            when c.performance_x is not null then c.performance_x
            when k.evaluation_due_on is null and k.is_closed_undated = 0 then 'not_closed'
            when k.evaluation_due_on is null then 'closed_without_date'
            when k.evaluation_due_on > b.clock_on then 'not_yet_due'
        end as participation_x,
        case
            when c.nonnormal_flag is null and c.channel in ('visit', '未填')
                then coalesce(c.not_counted, 'nonnormal_unknown')
            when c.nonnormal_flag = 1 then c.not_counted
        end as nonnormal_x,
        case when c.evaluation_unit in ('satisfied', 'mostly_satisfied', 'dissatisfied') then 1 else 0 end as is_evaluated
    from core.case c
    inner join core.case_clock k on k.case_id = c.case_id
    cross join config.build b
),

evaluations as (
    select
        r.case_id,
        case
            when r.participation_x is not null then r.participation_x
            when r.is_evaluated = 0 then 'not_evaluated'
            when c.evaluated_on > k.evaluation_due_on then 'evaluated_late'
        end as satisfied_x
    from reasons r
    inner join core.case c on c.case_id = r.case_id
    inner join core.case_clock k on k.case_id = r.case_id
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
    coalesce(k.office_due_on, c.registered_on) as office_due_on,
    coalesce(k.deadline_on, c.registered_on) as deadline_cohort_on,
    coalesce(c.first_closed_on, c.registered_on) as closed_cohort_on,
    coalesce(k.evaluation_due_on, c.registered_on) as evaluation_cohort_on,
    case when c.not_counted is null then 1 else 0 end as cases_n,
    c.not_counted as cases_x,
    case when c.channel = 'visit' and r.visit_x is null then 1 else 0 end as visit_events_n,
    r.visit_x as visit_events_x,
    case when c.channel = 'visit' and coalesce(r.visit_x, r.persons_x) is null then c.persons else 0 end as visit_persons_n,
    case when c.channel = 'visit' then coalesce(r.visit_x, r.persons_x) else r.visit_x end as visit_persons_x,
    case
        when coalesce(c.not_counted, r.visit_x) is not null then 0
        when c.channel <> 'visit' then 1
        when r.persons_x is null then c.persons
        else 0
    end as items_persons_n,
    case when c.channel = 'visit' then coalesce(r.visit_x, r.persons_x) else coalesce(c.not_counted, r.visit_x) end as items_persons_x,
    case when r.first_x is null and c.is_first = 1 then 1 else 0 end as first_cases_n,
    r.first_x as first_cases_x,
    case when r.first_x is null and c.is_first = 0 then 1 else 0 end as repeat_cases_n,
    r.first_x as repeat_cases_x,
    case when c.not_counted is null and c.is_first is null then 1 else 0 end as unknown_first_n,
    c.not_counted as unknown_first_x,
    case when r.first_x is null and c.is_first = 0 then 1 else 0 end as repeat_share_n,
    case when r.first_x is null then 1 else 0 end as repeat_share_d,
    r.first_x as repeat_share_x,
    case when r.office_x is null and k.office_act_on <= k.office_due_on then 1 else 0 end as acceptance_in_time_office_n,
    case when r.office_x is null then 1 else 0 end as acceptance_in_time_office_d,
    r.office_x as acceptance_in_time_office_x,
    case when r.reply_x is null and k.reply_on <= k.deadline_on then 1 else 0 end as reply_in_time_n,
    case when r.reply_x is null then 1 else 0 end as reply_in_time_d,
    r.reply_x as reply_in_time_x,
    case when k.is_open = 1 and r.open_x is null and k.deadline_on <= b.clock_on then 1 else 0 end as open_overdue_n,
    case
        when k.is_open = 1 and r.open_x is null and k.deadline_on > b.clock_on
            and date_diff('day', b.clock_on, k.deadline_on) <= 7
            then 1
        else 0
    end as open_due_7_n,
    case when k.is_open = 1 and r.open_x is null and k.deadline_on > b.clock_on then 1 else 0 end as open_not_due_n,
    r.open_x,
    case when r.one_off_x is null and o.has_other is null then 1 else 0 end as one_off_resolution_n,
    case when r.one_off_x is null then 1 else 0 end as one_off_resolution_d,
    r.one_off_x as one_off_resolution_x,
    case when c.nonnormal_flag = 1 and r.nonnormal_x is null then 1 else 0 end as nonnormal_events_n,
    r.nonnormal_x as nonnormal_events_x,
    case when r.participation_x is null and e.satisfied_x is null then 1 else 0 end as participation_unit_n,
    case when r.participation_x is null then 1 else 0 end as participation_unit_d,
    r.participation_x as participation_unit_x,
    case
        when e.satisfied_x is null and c.evaluation_unit in ('satisfied', 'mostly_satisfied') then 1
        else 0
    end as satisfied_unit_n,
    case when e.satisfied_x is null then 1 else 0 end as satisfied_unit_d,
    e.satisfied_x as satisfied_unit_x
from core.case c
inner join core.case_clock k on k.case_id = c.case_id
inner join reasons r on r.case_id = c.case_id
inner join evaluations e on e.case_id = c.case_id
left join others o on o.case_id = c.case_id
cross join config.build b
