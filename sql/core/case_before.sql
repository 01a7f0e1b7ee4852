-- Where the matter's latest earlier case stood on the eve of a repeat or of a visit outside a reception place, read
-- from its dated fields up to that eve; an undated field counts only if it was exported by then. `state` is the first
-- line that fits: refused (notice on record, notice empty, notice not exported), open (overdue, not told, in term,
-- without deadline), under review, replied late, reviewed to the end, replied in time; withdrawn, unclear and replied
-- without a known deadline are none of these.
-- grain: case (repeats and non-normal visits)
-- portable: no, because arg_max_null keeps a real blank where max_by has no common spelling
with events as (
    select case_id, matter_id, occurred_on - 1 as eve_on
    from core.case
    where is_first = 0 or nonnormal_flag = 1
),

earlier as (
    select
        e.case_id,
        e.eve_on,
        p.case_id as previous_id,
        count(*) over (partition by e.case_id) as earlier_cases,
        row_number() over (
            partition by e.case_id order by s.registered_at desc nulls last, p.case_id desc nulls last
        ) as place
    from events e
    inner join core.case p on p.matter_id = e.matter_id and p.case_id <> e.case_id and p.registered_on <= e.eve_on
    inner join staging.case s on s.case_id = p.case_id
),

previous as (
    select case_id, eve_on, previous_id, earlier_cases
    from earlier
    where place = 1
),

-- What had been exported of the undated fields by the eve.
exported as (
    select
        p.case_id,
        arg_max_null(v.handling, case when l.has_handling = 1 then s.position end) as handling,
        arg_max_null(v.outcome, case when l.has_outcome = 1 then s.position end) as outcome,
        arg_max_null(v.status, case when l.has_status = 1 then s.position end) as status
    from previous p
    inner join staging.case_sighting s on s.row_key = p.previous_id and s.is_lead = 1
    inner join staging.file f on f.file_id = s.file_id and f.covers_through <= p.eve_on
    inner join staging.layout l on l.layout_id = s.layout_id
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    group by p.case_id
),

dated as (
    select
        p.case_id,
        p.eve_on,
        p.earlier_cases,
        c.procedure,
        c.has_notice,
        k.deadline_on,
        -- While no unit has the case, the office's own limit; nothing is missed where no export has the fields.
        case
            when c.has_unit_act = 0 then null
            when c.assigned_on <= p.eve_on then k.notice_due_on
            else k.office_due_on
        end as notice_limit_on,
        case when k.unit_act_on <= p.eve_on then 1 else 0 end as has_act,
        case when c.notice_on <= p.eve_on then 1 else 0 end as has_told,
        case when c.first_replied_on <= p.eve_on then c.first_replied_on end as replied_on,
        case when c.first_closed_on <= p.eve_on then c.first_closed_on end as closed_on,
        case when c.review_requested_on <= p.eve_on then 1 else 0 end as is_review_requested,
        case when c.review_opinion_on <= p.eve_on then c.review_opinion_on end as review_opinion_on,
        case when c.final_requested_on <= p.eve_on then 1 else 0 end as is_final_requested,
        case when c.final_opinion_on <= p.eve_on then 1 else 0 end as is_final,
        case when x.outcome in ('withdrawn', 'merged') or x.status = 'cancelled' then 1 else 0 end as is_withdrawn,
        case when x.handling in ('refused', 'closed_to_further') or x.status = 'refused' then 1 else 0 end as is_refused,
        -- An end that is no reply, whenever it was exported: its closing does not stand for one.
        case
            when c.outcome in ('withdrawn', 'merged') or x.outcome in ('withdrawn', 'merged') then 1
            when c.handling in ('refused', 'closed_to_further', 'filed') then 1
            when x.handling in ('refused', 'closed_to_further', 'filed') then 1
            when c.status in ('cancelled', 'refused') or x.status in ('cancelled', 'refused') then 1
            else 0
        end as has_ended_otherwise,
        -- It ended, or had by then, on a day that nothing tells.
        case
            when k.reply_on is null and k.is_open = 0 then 1
            when x.status = 'closed' or x.handling = 'filed' then 1
            else 0
        end as has_ended_undated
    from previous p
    inner join staging.case c on c.case_id = p.previous_id
    inner join core.case_clock k on k.case_id = p.previous_id
    left join exported x on x.case_id = p.case_id
),

replies as (
    select
        d.*,
        case when d.has_ended_otherwise = 1 then d.replied_on else coalesce(d.replied_on, d.closed_on) end as reply_on
    from dated d
)

select
    case_id,
    earlier_cases,
    is_final,
    case when procedure in ('other_route', 'discipline') then 1 else 0 end as is_other_route,
    case when deadline_on is not null and deadline_on <= eve_on then 1 when deadline_on is not null then 0 end as is_past_deadline,
    case
        when is_refused = 1 and has_told = 1 then 'refused_told'
        when is_refused = 1 and has_notice = 1 then 'refused_untold'
        when is_refused = 1 then 'refused_not_exported'
        when reply_on is null and is_withdrawn = 1 then 'withdrawn'
        when reply_on is null and (closed_on is not null or has_ended_undated = 1) then 'unclear'
        when reply_on is null and deadline_on <= eve_on then 'open_overdue'
        when reply_on is null and notice_limit_on <= eve_on and has_act = 0 then 'open_untold'
        when reply_on is null and deadline_on is not null then 'open_in_term'
        when reply_on is null then 'open_no_deadline'
        when is_final = 0 and is_review_requested = 1 and review_opinion_on is null then 'under_review'
        when is_final = 0 and is_final_requested = 1 then 'under_review'
        when is_final = 0 and coalesce(review_opinion_on, reply_on) + 30 > eve_on then 'under_review'
        when reply_on > deadline_on then 'replied_late'
        when is_final = 1 then 'final'
        when deadline_on is null then 'replied_no_deadline'
        else 'replied_in_time'
    end as state
from replies
