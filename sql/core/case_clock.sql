-- The limits of each case, which rule made each, and where the case stands against them.
-- An exported deadline wins; an extension moves it only if approved or exported by the old deadline, by at most
-- 30 days. Without an exported deadline only the petition procedure has one, from acceptance.
-- grain: case
with limits as (
    select
        c.case_id,
        c.registered_on + o.days as office_due_on,
        o.rule_id as office_rule,
        case
            when c.deadline_on is not null then c.deadline_on
            when c.procedure = 'petition' then c.accepted_on + r.days
            when c.has_procedure = 0 and c.purpose = 'claim' then c.accepted_on + r.days
        end as first_deadline_on,
        case
            when c.deadline_on is not null then 'exported'
            when c.accepted_on is null then null
            when c.procedure = 'petition' then r.rule_id
            when c.has_procedure = 0 and c.purpose = 'claim' then concat(r.rule_id, ':inferred')
        end as first_rule
    from staging.case c
    left join config.clock_rule o
        on o.step = 'office_act' and c.registered_on >= o.valid_from and c.registered_on <= o.valid_to
    left join config.clock_rule r
        on r.step = 'closing' and c.registered_on >= r.valid_from and c.registered_on <= r.valid_to
),

extended as (
    select
        l.*,
        case
            when c.extended_to > l.first_deadline_on
                and date_diff('day', l.first_deadline_on, c.extended_to) <= 30
                and (c.extension_approved_on <= l.first_deadline_on or c.extension_seen_on <= l.first_deadline_on)
                then 1
            else 0
        end as is_extended
    from limits l
    inner join staging.case c on c.case_id = l.case_id
)

select
    e.case_id,
    e.office_due_on,
    e.office_rule,
    case when e.is_extended = 1 then c.extended_to else e.first_deadline_on end as deadline_on,
    case when e.is_extended = 1 then concat(e.first_rule, '+extension') else e.first_rule end as deadline_rule,
    c.first_act_on as office_act_on,
    case when c.handling is not null then 1 else 0 end as has_undated_act,
    coalesce(c.first_replied_on, c.first_closed_on) as reply_on,
    case
        when c.evaluation_due_on is not null then c.evaluation_due_on
        else c.first_closed_on + b.evaluation_days
    end as evaluation_due_on,
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
