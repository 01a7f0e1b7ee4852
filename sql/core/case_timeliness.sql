-- Section 2 of the metric book, case by case: each clock, and why a case stands outside it.
-- grain: case
with reasons as (
    select
        c.case_id,
        case
            when c.performance_x is not null then c.performance_x
            when k.office_gap is not null then k.office_gap
            when k.office_due_on is null then 'no_deadline'
            when k.office_act_on is null and k.has_undated_act = 1 then 'act_without_date'
            when k.office_due_on > b.clock_on then 'not_yet_due'
        end as office_x,
        case
            when c.performance_x is not null then c.performance_x
            when k.notice_gap is not null then k.notice_gap
            when s.assigned_on is null then 'not_assigned'
            when k.notice_due_on is null then 'no_deadline'
            when s.assigned_on < s.registered_on then 'impossible_dates'
            when k.notice_due_on > b.clock_on then 'not_yet_due'
        end as notice_x,
        case
            when c.performance_x is not null then c.performance_x
            when c.registered_on + 30 > b.clock_on then 'not_yet_due'
        end as reg30_x,
        case
            when c.performance_x is not null then c.performance_x
            when k.deadline_gap is not null then k.deadline_gap
            when k.deadline_on is null then 'no_deadline'
            when k.has_impossible_limit = 1 or k.has_impossible_reply = 1 then 'impossible_dates'
            when k.reply_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when k.reply_on is null and k.is_open = 0 then 'ended_without_reply'
            when k.deadline_on > b.clock_on then 'not_yet_due'
        end as reply_x,
        case
            when c.performance_x is not null then c.performance_x
            when k.deadline_gap is not null then k.deadline_gap
            when k.deadline_on is null then 'no_deadline'
            when k.has_impossible_limit = 1 or k.has_impossible_closing = 1 then 'impossible_dates'
            when s.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when s.first_closed_on is null and k.is_open = 0 then 'ended_without_reply'
            when k.deadline_on > b.clock_on then 'not_yet_due'
        end as closed_x,
        case
            when k.is_open = 0 then null
            when c.not_counted is not null then c.not_counted
            when k.deadline_gap is not null then k.deadline_gap
            when k.deadline_on is null then 'no_deadline'
            when k.has_impossible_limit = 1 then 'impossible_dates'
        end as open_x,
        case
            when c.not_counted is not null then c.not_counted
            when k.has_impossible_closing = 1 then 'impossible_dates'
            when s.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when s.first_closed_on is null and k.is_open = 0 then 'ended_without_reply'
        end as days_x,
        case
            when c.not_counted is not null then c.not_counted
            when k.deadline_gap is not null then k.deadline_gap
            when k.deadline_on is null then 'no_deadline'
        end as extension_x,
        case
            when c.not_counted is not null then c.not_counted
            when s.first_closed_on is null and k.is_closed_undated = 1 then 'closed_without_date'
            when s.first_closed_on is null then 'not_closed'
        end as reopened_x,
        case
            when s.supervised_flag = 1 or s.handling = 'supervised' then 1
            when s.supervised_flag = 0 then 0
        end as is_supervised
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    inner join core.case_clock k on k.case_id = c.case_id
    cross join config.build b
)

select
    r.case_id,
    coalesce(k.office_due_on, c.registered_on) as office_due_on,
    coalesce(k.notice_due_on, c.registered_on) as notice_cohort_on,
    c.registered_on + 30 as reg30_on,
    coalesce(k.deadline_on, c.registered_on) as deadline_cohort_on,
    case when r.office_x is null then case when k.office_act_on <= k.office_due_on then 1 else 0 end end as acceptance_in_time_office_n,
    case when r.office_x is null then 1 end as acceptance_in_time_office_d,
    r.office_x as acceptance_in_time_office_x,
    case when r.notice_x is null then case when k.unit_act_on <= k.notice_due_on then 1 else 0 end end as notice_in_time_unit_n,
    case when r.notice_x is null then 1 end as notice_in_time_unit_d,
    r.notice_x as notice_in_time_unit_x,
    case
        when r.reg30_x is null
            then case when k.unit_accepted_on <= c.registered_on + 30 then 1 else 0 end
    end as acceptance_unit_reg30_n,
    case when r.reg30_x is null then 1 end as acceptance_unit_reg30_d,
    r.reg30_x as acceptance_unit_reg30_x,
    case when r.reply_x is null then case when k.reply_on <= k.deadline_on then 1 else 0 end end as reply_in_time_n,
    case when r.reply_x is null then 1 end as reply_in_time_d,
    r.reply_x as reply_in_time_x,
    case when r.closed_x is null then case when s.first_closed_on <= k.deadline_on then 1 else 0 end end as closed_in_time_n,
    case when r.closed_x is null then 1 end as closed_in_time_d,
    r.closed_x as closed_in_time_x,
    case when k.is_open = 1 and r.open_x is null then case when k.deadline_on <= b.clock_on then 1 else 0 end end as open_overdue_n,
    case
        when k.is_open = 1 and r.open_x is null
            then case
                when k.deadline_on > b.clock_on and date_diff('day', b.clock_on, k.deadline_on) <= 7 then 1
                else 0
            end
    end as open_due_7_n,
    case when k.is_open = 1 and r.open_x is null then case when k.deadline_on > b.clock_on then 1 else 0 end end as open_not_due_n,
    r.open_x,
    case
        when k.is_open = 1 and c.not_counted is null
            then case when date_diff('day', k.last_movement_on, b.clock_on) >= 30 then 1 else 0 end
    end as no_movement_30_n,
    case when k.is_open = 1 then c.not_counted end as no_movement_30_x,
    case
        when r.days_x is not null then null
        when s.first_closed_on is not null then date_diff('day', c.registered_on, s.first_closed_on)
        else greatest(date_diff('day', c.registered_on, b.clock_on), 0)
    end as days_to_close_days,
    case when r.days_x is null then case when s.first_closed_on is not null then 1 else 0 end end as days_to_close_event,
    r.days_x as days_to_close_x,
    case when r.extension_x is null then k.is_extended end as extension_share_n,
    case when r.extension_x is null then 1 end as extension_share_d,
    r.extension_x,
    case when r.extension_x is null then k.is_extended_late end as extension_late_n,
    case when r.reopened_x is null then o.is_reopened end as reopened_share_n,
    case when r.reopened_x is null then 1 end as reopened_share_d,
    r.reopened_x,
    case when c.not_counted is null then o.handoffs end as handoffs_n,
    case
        when c.not_counted is not null then c.not_counted
        when o.handoffs is null then 'department_unknown'
    end as handoffs_x,
    case
        when r.is_supervised = 1 and c.not_counted is null
            then case when s.closed_on is not null or k.is_closed_undated = 1 then 1 else 0 end
    end as supervised_closed_rate_n,
    case when r.is_supervised = 1 and c.not_counted is null then 1 end as supervised_closed_rate_d,
    case
        when r.is_supervised = 1 then c.not_counted
        when r.is_supervised is null then coalesce(c.not_counted, 'supervised_unknown')
    end as supervised_closed_rate_x
from reasons r
inner join core.case c on c.case_id = r.case_id
inner join staging.case s on s.case_id = r.case_id
inner join core.case_clock k on k.case_id = r.case_id
inner join core.case_course o on o.case_id = r.case_id
cross join config.build b
