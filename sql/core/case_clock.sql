-- The limits of each case, which rule made each, and where the case stands against them.
-- An exported deadline wins; an extension moves it only if approved or exported by the old deadline, by at most what
-- the rule allows. Without an exported deadline only the petition procedure has one, from acceptance.
-- The unit's acceptance is its own column; where no export of the case has it, the acceptance.
-- grain: case
with starts as (
    select
        c.case_id,
        c.registered_on,
        c.assigned_on,
        case when c.has_accepted_by_unit = 1 then c.accepted_by_unit_on else c.accepted_on end as unit_accepted_on,
        coalesce(c.accepted_on, c.accepted_by_unit_on) as accepted_on,
        c.deadline_on,
        case
            when c.procedure = 'petition' then 1
            when c.has_procedure = 0 and c.purpose = 'claim' then 1
            else 0
        end as has_term,
        case when c.has_procedure = 0 then ':inferred' else '' end as footing
    from staging.case c
),

limits as (
    select
        s.case_id,
        s.unit_accepted_on,
        o.rule_id as office_rule,
        case
            when o.is_working = 0 and b.deadline_rollover = 0 then s.registered_on + o.days
            else od.due_on
        end as office_due_on,
        n.rule_id as notice_rule,
        case
            when n.is_working = 0 and b.deadline_rollover = 0 then s.assigned_on + n.days
            else nd.due_on
        end as notice_due_on,
        case
            when s.deadline_on is not null then s.deadline_on
            when s.has_term = 0 then null
            when r.is_working = 0 and b.deadline_rollover = 0 then s.accepted_on + r.days
            else rd.due_on
        end as first_deadline_on,
        case
            when s.deadline_on is not null then 'exported'
            when s.accepted_on is not null and s.has_term = 1 then concat(r.rule_id, s.footing)
        end as first_rule,
        -- The year whose holidays would be needed; used only where a limit is not known.
        coalesce(od.missing_year, year(case when o.is_working = 1 then s.registered_on else s.registered_on + o.days end)) as office_year,
        coalesce(nd.missing_year, year(case when n.is_working = 1 then s.assigned_on else s.assigned_on + n.days end)) as notice_year,
        case
            when s.deadline_on is null and s.has_term = 1
                then coalesce(rd.missing_year, year(case when r.is_working = 1 then s.accepted_on else s.accepted_on + r.days end))
        end as deadline_year,
        coalesce(r.extension_days, 30) as extension_days
    from starts s
    cross join config.build b
    left join config.clock_rule o
        on o.step = 'office_act' and s.registered_on >= o.valid_from and s.registered_on <= o.valid_to
    left join config.clock_rule n
        on n.step = 'notice' and s.registered_on >= n.valid_from and s.registered_on <= n.valid_to
    left join config.clock_rule r
        on r.step = 'closing' and s.registered_on >= r.valid_from and s.registered_on <= r.valid_to
    left join core.due_day od on od.rule_id = o.rule_id and od.start_on = s.registered_on
    left join core.due_day nd on nd.rule_id = n.rule_id and nd.start_on = s.assigned_on
    left join core.due_day rd on rd.rule_id = r.rule_id and rd.start_on = s.accepted_on
),

extended as (
    select
        l.*,
        case
            when c.extended_to > l.first_deadline_on
                and date_diff('day', l.first_deadline_on, c.extended_to) <= l.extension_days
                and (c.extension_approved_on <= l.first_deadline_on or c.extension_seen_on <= l.first_deadline_on)
                then 1
            else 0
        end as is_extended,
        case when c.extended_to > l.first_deadline_on then 1 else 0 end as has_extension
    from limits l
    inner join staging.case c on c.case_id = l.case_id
)

select
    e.case_id,
    e.office_due_on,
    e.office_rule,
    e.notice_due_on,
    e.notice_rule,
    case when e.is_extended = 1 then c.extended_to else e.first_deadline_on end as deadline_on,
    case when e.is_extended = 1 then concat(e.first_rule, '+extension') else e.first_rule end as deadline_rule,
    -- A limit that only a missing holiday calendar keeps from being known names the year.
    case
        when e.office_due_on is null and e.office_year is not null
            then concat('no_holiday_calendar:', cast(e.office_year as varchar))
    end as office_gap,
    case
        when e.notice_due_on is null and e.notice_year is not null
            then concat('no_holiday_calendar:', cast(e.notice_year as varchar))
    end as notice_gap,
    case
        when e.first_deadline_on is null and e.deadline_year is not null
            then concat('no_holiday_calendar:', cast(e.deadline_year as varchar))
    end as deadline_gap,
    e.is_extended,
    case when e.has_extension = 1 and e.is_extended = 0 then 1 else 0 end as is_extended_late,
    c.first_act_on as office_act_on,
    case when c.handling is not null then 1 else 0 end as has_undated_act,
    e.unit_accepted_on,
    least(e.unit_accepted_on, c.notice_on) as unit_act_on,
    coalesce(c.first_replied_on, c.first_closed_on) as reply_on,
    case
        when c.evaluation_due_on is not null then c.evaluation_due_on
        else c.first_closed_on + b.evaluation_days
    end as evaluation_due_on,
    greatest(
        c.registered_on, c.assigned_on, c.accepted_on, c.accepted_by_unit_on, c.notice_on, c.extension_approved_on,
        c.replied_on, c.first_replied_on, c.first_closed_on, c.review_requested_on, c.review_opinion_on,
        c.final_requested_on, c.final_opinion_on
    ) as last_movement_on,
    case when c.closed_on is null and c.status in ('closed', 'cancelled') then 1 else 0 end as is_closed_undated,
    case
        when c.closed_on is not null then 0
        when c.status in ('closed', 'cancelled', 'refused') then 0
        when c.outcome in ('withdrawn', 'merged') then 0
        when c.handling in ('refused', 'closed_to_further', 'filed') then 0
        else 1
    end as is_open,
    case when c.deadline_on < c.registered_on then 1 else 0 end as has_impossible_limit,
    case when coalesce(c.first_replied_on, c.first_closed_on) < c.registered_on then 1 else 0 end as has_impossible_reply,
    case when c.first_closed_on < c.registered_on then 1 else 0 end as has_impossible_closing
from extended e
inner join staging.case c on c.case_id = e.case_id
cross join config.build b
