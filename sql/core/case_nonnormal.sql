-- Section 4 of the metric book and the stages of repeats, case by case. The flag as recorded, nothing inferred.
-- grain: case
with visits as (
    select
        c.case_id,
        c.not_counted,
        c.persons,
        c.is_first,
        c.registered_on,
        s.petitioned_on,
        s.has_related,
        m.evidence,
        m.has_key,
        c.nonnormal_flag,
        case
            when c.nonnormal_flag = 1 then c.not_counted
            when c.nonnormal_flag is null and c.channel in ('visit', '未填') then coalesce(c.not_counted, 'nonnormal_unknown')
        end as nonnormal_x,
        case
            when c.channel in ('visit', '未填') or c.nonnormal_flag = 1
                then coalesce(c.not_counted, case when c.nonnormal_flag is null then 'nonnormal_unknown' end)
        end as nonnormal_share_x,
        case
            when c.not_counted is not null then null
            when c.nonnormal_flag is not null and (c.channel in ('visit', '未填') or c.nonnormal_flag = 1) then c.nonnormal_flag
        end as nonnormal_n,
        case
            when c.persons is null then 'persons_unknown'
            when c.persons < 1 or c.persons > 9999 then 'persons_out_of_range'
        end as persons_gap
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    inner join core.case_matter m on m.case_id = c.case_id
),

histories as (
    select
        v.*,
        p.state,
        p.is_final,
        p.is_past_deadline,
        p.is_other_route,
        case
            when v.nonnormal_n is null or v.nonnormal_n = 0 then null
            when p.case_id is null and v.evidence = 'single' and v.has_key = 0 and v.has_related = 0 then 'not_linkable'
            when p.case_id is null then 'no_earlier_case'
            when p.is_other_route = 1 then 'other_route'
            when p.state in ('unclear', 'replied_no_deadline') then 'cannot_tell'
            when p.state in ('under_review', 'replied_in_time', 'final')
                then concat(p.state, case when p.earlier_cases > 1 then '_repeated' else '' end)
            when p.state = 'replied_late' then concat('replied_late', case when p.earlier_cases > 1 then '_repeated' else '' end)
            else p.state
        end as nonnormal_history,
        case
            when v.is_first is null or v.is_first = 1 or v.not_counted is not null then null
            when p.case_id is null or p.state = 'unclear' then 'unknown'
            when p.state = 'withdrawn' then 'withdrawn'
            when p.state in ('refused_told', 'refused_untold', 'refused_not_exported') then 'refused'
            when p.state in ('open_overdue', 'open_untold', 'open_in_term', 'open_no_deadline')
                then case
                    when p.is_past_deadline = 1 then 'open_overdue'
                    when p.is_past_deadline = 0 then 'open_in_term'
                    else 'open_no_deadline'
                end
            when k.has_review = 0 then 'replied'
            when p.state = 'under_review' then 'under_review'
            when p.is_final = 1 then 'final'
            else 'replied'
        end as repeat_stage
    from visits v
    left join core.case_before p on p.case_id = v.case_id
    cross join core.basis k
)

select
    h.case_id,
    h.nonnormal_n as nonnormal_events_n,
    h.nonnormal_x as nonnormal_events_x,
    case when h.persons_gap is null then h.nonnormal_n * h.persons when h.nonnormal_n = 0 then 0 end as nonnormal_persons_n,
    case when h.nonnormal_n = 1 then coalesce(h.nonnormal_x, h.persons_gap) else h.nonnormal_x end as nonnormal_persons_x,
    case
        when h.not_counted is not null then null
        when h.nonnormal_x = 'nonnormal_unknown' then 1
        when h.nonnormal_n is not null then 0
    end as nonnormal_unknown_n,
    case when h.nonnormal_flag is null and h.nonnormal_x <> 'nonnormal_unknown' then h.nonnormal_x end as nonnormal_unknown_x,
    case when h.nonnormal_n is not null then 1 end as nonnormal_share_d,
    h.nonnormal_share_x,
    h.nonnormal_history,
    case when h.nonnormal_history is not null then 1 end as nonnormal_history_n,
    case
        when h.nonnormal_history in ('refused_untold', 'open_overdue', 'open_untold', 'replied_late', 'replied_late_repeated') then 1
        when h.nonnormal_history in ('not_linkable', 'no_earlier_case', 'other_route', 'refused_not_exported', 'withdrawn', 'cannot_tell') then null
        when h.nonnormal_history is not null then 0
    end as nonnormal_after_late_duty_n,
    case
        when h.nonnormal_history in ('not_linkable', 'no_earlier_case', 'other_route', 'refused_not_exported', 'withdrawn', 'cannot_tell') then null
        when h.nonnormal_history is not null then 1
    end as nonnormal_after_late_duty_d,
    case
        when h.nonnormal_history in ('not_linkable', 'no_earlier_case', 'other_route', 'withdrawn', 'cannot_tell')
            then concat('history_', h.nonnormal_history)
        when h.nonnormal_history = 'refused_not_exported' then 'history_refused_not_exported'
        else h.nonnormal_x
    end as nonnormal_after_late_duty_x,
    case
        when h.nonnormal_n = 1 and h.petitioned_on is not null
            then case when date_diff('day', h.petitioned_on, h.registered_on) > 3 then 1 else 0 end
    end as nonnormal_registered_late_n,
    case when h.nonnormal_n = 1 and h.petitioned_on is not null then 1 end as nonnormal_registered_late_d,
    case
        when h.nonnormal_n = 1 and h.petitioned_on is null then 'petition_day_unknown'
        else h.nonnormal_x
    end as nonnormal_registered_late_x,
    h.repeat_stage,
    case when h.repeat_stage is not null then 1 end as repeat_stage_n
from histories h
